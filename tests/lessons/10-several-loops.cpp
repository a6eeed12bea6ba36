#include "lesson.h"

#include <QThread>

#include <array>
#include <thread>

using namespace std::chrono_literals;
using std::chrono::milliseconds;

class Server : public QTcpServer
{
public:
    Server()
    {
        for (std::size_t i = 0; i < m_loops.size(); ++i) {
            m_loops[i].moveToThread(&m_threads[i]);
            m_threads[i].start();
        }
    }
    ~Server() override
    {
        for (QThread &thread : m_threads) {
            thread.quit();
            thread.wait();
        }
    }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    std::array<QThread, 2> m_threads;
    std::array<QObject, 2> m_loops;
    std::size_t m_accepted = 0;
};

//! [shown]
milliseconds nap = 5s;

void asked(const Client &client)
{
    const QByteArray path = pathOf(client);
    if (path == "/sleep") // holds this loop, and no other
        std::this_thread::sleep_for(nap); //! running
    reply(client, page(path));
}

void Server::incomingConnection(qintptr descriptor)
{
    QObject &loop = m_loops[m_accepted++ % m_loops.size()];
    QMetaObject::invokeMethod(&loop, [descriptor] {
        auto *client = new QTcpSocket; // of that loop
        client->setSocketDescriptor(descriptor);
        whenAsked(client, asked);
    });
}
//! [shown]

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    nap = argument(argc, argv, nap);
    Server server;
    return serve(server);
}
