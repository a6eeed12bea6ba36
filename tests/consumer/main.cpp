// Serves its own route beside the built-in ones, and sends a request to both. Exits with 0 if both
// are answered.
#include <overlap/session.h>

#include <QCoreApplication>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>

#include <cstdio>

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    auto routes = overlap::routes::builtinRoutes(std::make_shared<overlap::answers::Stage>());
    routes.push_back({"/greet/{name}",
                      {overlap::http::Method::Get},
                      [](overlap::net::Call call, const QByteArray &name) {
                          overlap::http::Response response;
                          response.body = "Hello, " + name + "!\n";
                          std::move(call).send(std::move(response));
                      }});
    overlap::Session session({.routes = std::move(routes)});
    overlap::Settings settings;
    settings.port = 0;

    QNetworkAccessManager client;
    int unanswered = 2;
    const auto ask = [&](const QString &path) {
        QNetworkReply *reply = client.get(QNetworkRequest(session.url().resolved(QUrl(path))));
        QObject::connect(reply, &QNetworkReply::finished, &session, [&, reply] {
            const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
            const QByteArray body = reply->readAll();
            std::printf("%s: %d, %d bytes\n", qPrintable(reply->url().path()), status,
                        int(body.size()));
            if (status != 200 || body.isEmpty())
                QCoreApplication::exit(1);
            else if (--unanswered == 0)
                QCoreApplication::exit(0);
        });
    };
    QObject::connect(&session, &overlap::Session::stateChanged, &session, [&] {
        if (!session.isServing())
            return;
        ask(QStringLiteral("/greet/you"));
        ask(QStringLiteral("/"));
    });
    QObject::connect(&session, &overlap::Session::problemOccurred, &session,
                     [](const overlap::Problem &problem) {
                         std::fprintf(stderr, "%s\n", qPrintable(problem.text));
                         QCoreApplication::exit(1);
                     });
    QTimer::singleShot(std::chrono::seconds(60), &session, [] { QCoreApplication::exit(1); });
    session.start(settings);
    return QCoreApplication::exec();
}
