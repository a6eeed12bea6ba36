#include "overlap/routes/requestjson.h"

#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringDecoder>
#include <QUrlQuery>

namespace overlap::routes {

using namespace Qt::StringLiterals;

namespace {

QByteArray text(const QJsonObject &object)
{
    return QJsonDocument(object).toJson();
}

QJsonObject fieldsOf(const http::Request &request)
{
    QJsonObject all;
    for (const http::Headers::Field &field : request.headers) {
        const QString name = QString::fromLatin1(field.name);
        const QString value = QString::fromLatin1(field.value);
        const QJsonValue before = all.value(name);
        all[name] = before.isString() ? before.toString() + u", "_s + value : value;
    }
    return all;
}

QJsonObject queryOf(QByteArrayView target)
{
    const qsizetype at = target.indexOf('?');
    const QUrlQuery query(at < 0 ? QString() : QString::fromLatin1(target.sliced(at + 1)));
    QJsonObject all;
    for (const auto &[name, value] : query.queryItems(QUrl::FullyDecoded))
        all[name] = value;
    return all;
}

QString addressOf(const net::Transport::Peer &peer)
{
    QHostAddress address(peer.address.data());
    bool isIPv4 = false;
    const quint32 four = address.toIPv4Address(&isIPv4);
    return (isIPv4 ? QHostAddress(four) : address).toString();
}

void addBody(QJsonObject &object, const QByteArray &body)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString decoded = decoder(body);
    if (decoder.hasError())
        object["base64"_L1] = QString::fromLatin1(body.toBase64());
    else
        object["body"_L1] = decoded;
    const QJsonDocument json = QJsonDocument::fromJson(body);
    if (json.isObject())
        object["json"_L1] = json.object();
    else if (json.isArray())
        object["json"_L1] = json.array();
}

} // namespace

QByteArray requestAsJson(const http::Request &request, const net::Transport::Peer &peer)
{
    QJsonObject all{{"method"_L1, QString::fromLatin1(request.methodName())},
                    {"target"_L1, QString::fromLatin1(request.target)},
                    {"args"_L1, queryOf(request.target)},
                    {"headers"_L1, fieldsOf(request)},
                    {"origin"_L1, addressOf(peer)}};
    addBody(all, request.body);
    return text(all);
}

QByteArray fieldsAsJson(const http::Request &request)
{
    return text({{"headers"_L1, fieldsOf(request)}});
}

QByteArray peerAsJson(const net::Transport::Peer &peer)
{
    return text({{"origin"_L1, addressOf(peer)}});
}

} // namespace overlap::routes
