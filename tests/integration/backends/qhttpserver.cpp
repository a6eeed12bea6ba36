// QHttpServer as a back end: qhttpserverbackend DIRECTORY; it prints its port. /HOW/NAME is a file;
// what is sent to /echo comes back. It knows no HEAD: QHttpServer 6.4 would answer with a body.
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QHttpServer>
#include <QHttpServerResponse>
#include <QTcpServer>

#include <cstdio>

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QDir directory(application.arguments().value(1));
    QHttpServer server;
    const auto get = QHttpServerRequest::Method::Get;
    server.route(QStringLiteral("/<arg>/<arg>"), get, [&](const QString &, const QString &name) {
        return QHttpServerResponse::fromFile(directory.filePath(QFileInfo(name).fileName()));
    });
    server.route(QStringLiteral("/echo"), [](const QHttpServerRequest &request) {
        return QHttpServerResponse("application/octet-stream", request.body());
    });
    auto *const listener = new QTcpServer; // becomes the server's
    if (!listener->listen(QHostAddress::LocalHost))
        return 1;
    server.bind(listener);
    std::printf("%d\n", int(listener->serverPort()));
    std::fflush(stdout);
    return application.exec();
}
