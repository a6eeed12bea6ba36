#include "overlap/routes/pages.h"

#include <QFile>
#include <QString>

namespace overlap::routes {

using namespace Qt::StringLiterals;

namespace {

QByteArray resource(const QString &name)
{
    QFile file(u":/overlap/pages/"_s + name);
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT(opened);
    return opened ? file.readAll() : QByteArray();
}

http::Response page(http::Status status, QByteArray body)
{
    http::Response response;
    response.status = status;
    response.headers.append("Content-Type", "text/html; charset=utf-8");
    // Otherwise Chrome delays a request while an identical one is in flight, to use its cache.
    response.headers.append("Cache-Control", "no-store");
    response.headers.append("X-Content-Type-Options", "nosniff");
    response.body = std::move(body);
    return response;
}

} // namespace

Pages::Pages()
    : m_hello(page(http::Status::Ok, resource(u"hello.html"_s)))
    , m_error(resource(u"error.html"_s))
{
}

http::Response Pages::hello() const
{
    return m_hello;
}

http::Response Pages::error(http::Status status, QByteArrayView sentence) const
{
    const QByteArray title =
        QByteArray::number(int(status)) + ' ' + http::reasonPhrase(status).toByteArray();
    QByteArray body = m_error;
    body.replace("{{title}}", title);
    body.replace("{{sentence}}", QString::fromUtf8(sentence).toHtmlEscaped().toUtf8());
    return page(status, std::move(body));
}

http::Response Pages::filled(const QString &name, const std::map<QByteArray, QByteArray> &places)
{
    QByteArray body = resource(name);
    for (const auto &[place, content] : places)
        body.replace("{{" + place + "}}", content);
    return page(http::Status::Ok, std::move(body));
}

void appendServerTiming(http::Response &response, QByteArrayView name,
                        std::chrono::nanoseconds duration)
{
    const double ms = std::chrono::duration<double, std::milli>(duration).count();
    response.headers.append("Server-Timing",
                            name.toByteArray() + ";dur=" + QByteArray::number(ms, 'f', 3));
}

} // namespace overlap::routes
