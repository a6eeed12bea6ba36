// Overlap's server without recording: its journal has no room. Serves the page at /. It is compared
// with the server that records.
//   unrecorded PORT PAGE [socket]     (over QTcpSocket instead of the bare descriptor)
#include "overlap/net/platform/dispatcher.h"
#include "overlap/net/server.h"

#include <QCoreApplication>
#include <QFile>
#include <QThread>

using namespace overlap;

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    if (argc != 3 && argc != 4)
        return 2;
    const auto &transport = argc == 4 ? net::portableTransport : net::fastestTransport;
    QFile file(QString::fromLocal8Bit(argv[2]));
    if (!file.open(QIODevice::ReadOnly))
        return 1;
    http::Response page;
    page.headers.append("Content-Type", "text/html; charset=utf-8");
    page.headers.append("Cache-Control", "no-store");
    page.headers.append("X-Content-Type-Options", "nosniff");
    page.body = file.readAll();

    record::Journal journal(1, 64);
    net::Counters counters;
    net::Loop::Setup setup{.connections = {.limits = {}, .transport = transport},
                           .handler = [&page](net::Call call) { std::move(call).send(page); },
                           .counters = &counters,
                           .wakeReader = [] {}};
    net::Server server(std::move(setup), {&journal});
    QThread thread;
    net::useDispatcher(thread);
    server.moveToThread(&thread);
    thread.start();
    QMetaObject::invokeMethod(&server, [&server, port = QByteArray(argv[1]).toUShort()] {
        server.open({QHostAddress(QHostAddress::LocalHost)}, port);
    });
    return application.exec();
}
