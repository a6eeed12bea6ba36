#include <overlap/session.h>

#include <QCoreApplication>
#include <QDebug>

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    overlap::Session session({.routes = {{"/greet/{name}",
                                          {overlap::http::Method::Get},
                                          [](overlap::net::Call call, const QByteArray &name) {
                                              std::move(call).send({.body = "Hello, " + name});
                                          }}}});
    QObject::connect(&session, &overlap::Session::stateChanged,
                     [&] { qInfo() << session.state() << session.url(); });
    QObject::connect(&session, &overlap::Session::problemOccurred,
                     [](const overlap::Problem &problem) { qWarning() << problem.text; });
    session.start({.port = 0}); // any free one
    return QCoreApplication::exec();
}
