#include "lesson.h"

#include <QThread>

#include <array>
#include <atomic>

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

static qint64 rounds = 1'000'000'000;
static std::atomic<quint64> sum = 0; // somebody may read it

static void compute()
{
    quint64 own = 1;
    for (qint64 i = 0; i < rounds; ++i)
        own = own * 31 + quint64(i);
    sum += own;
}

//! [shown]
void asked(const Client &client)
{
    const QByteArray path = pathOf(client);
    // It holds the loop that it is on, and no other.
    if (path == "/compute")
        compute(); //! running
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
    if (argc > 1)
        rounds = QByteArray(argv[1]).toInt() * roundsInMs;
    Server server;
    return serve(server);
}
