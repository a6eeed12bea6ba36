// QHttpServer, serving the page of the comparison: qhttpserverpeer PORT PAGE
#include <QCoreApplication>
#include <QFile>
#include <QHttpServer>
#include <QHttpServerResponse>

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    QFile file(arguments.value(2));
    if (!file.open(QIODevice::ReadOnly))
        return 1;
    const QByteArray page = file.readAll();
    QHttpServer server;
    server.route(QStringLiteral("/"), [&page] {
        QHttpServerResponse response("text/html; charset=utf-8", page);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        return response;
    });
    if (server.listen(QHostAddress::LocalHost, arguments.value(1).toUShort()) == 0)
        return 1;
    return application.exec();
}
