#include "lesson.h"

//! [shown]
qint64 rounds = 1'000'000'000; // so much work for each

quint64 compute()
{
    quint64 sum = 1;
    for (qint64 i = 0; i < rounds; ++i) //! running
        sum = sum * 31 + quint64(i);
    return sum;
}

void asked(const Client &client)
{
    const QByteArray path = pathOf(client);
    if (path == "/compute") // it does not wait
        reply(client, ok(QByteArray::number(compute())));
    else
        reply(client, page(path));
}
//! [shown]

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    if (argc > 1)
        rounds = QByteArray(argv[1]).toInt() * roundsInMs;
    QTcpServer server;
    whenAsked(server, asked);
    return serve(server);
}
