#include "lesson.h"

#include <QThreadPool>

#include <thread>

using namespace std::chrono_literals;
using std::chrono::milliseconds;

class Server : public QTcpServer
{
public:
    Server() { m_pool.setMaxThreadCount(3); }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    QThreadPool m_pool;
};

//! [shown]
milliseconds nap = 5s;

void Server::incomingConnection(qintptr descriptor)
{
    m_pool.start([descriptor] { //! queued
        QTcpSocket client;
        client.setSocketDescriptor(descriptor);
        client.waitForReadyRead();
        const QByteArray path = pathOf(client);
        if (path == "/sleep") // and keeps its thread
            std::this_thread::sleep_for(nap); //! running
        client.write(page(path));
        client.disconnectFromHost();
        client.waitForDisconnected();
    }); // only now is the thread free for another one
}
//! [shown]

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    nap = argument(argc, argv, nap);
    Server server;
    return serve(server);
}
