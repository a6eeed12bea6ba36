#include "overlap/host.h"

#include "overlap/http/target.h"

#include <QRegularExpression>
#include <QUrl>

namespace overlap {

using namespace Qt::StringLiterals;

namespace {

// May end with a zone such as "%eth0" (RFC 4007 §11.2).
QString ipv6From(const QString &text)
{
    static const QRegularExpression form(u"^([^%]+)(%[A-Za-z0-9._~-]+)?$"_s);
    const QString address = form.match(text).captured(1);
    return http::isIPv6(address.toLatin1()) ? QHostAddress(text).toString() : QString();
}

// RFC 1123 §2.1, and underscores, which some machines have in their names. A name whose last label
// is a number is refused: it would be an IPv4 address.
QString nameFrom(const QString &text)
{
    static const QRegularExpression form(
        u"^(?=.{1,253}$)(?:(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\\.|$))+$"_s);
    static const QRegularExpression number(u"(^|\\.)([0-9]+|0x[0-9a-f]*)$"_s);
    QString name = QString::fromLatin1(QUrl::toAce(text));
    if (name.endsWith(u'.'))
        name.chop(1);
    return form.match(name).hasMatch() && !number.match(name).hasMatch() ? name : QString();
}

// "::ffff:127.0.0.1"
bool isMapped(const QHostAddress &address)
{
    return address.isInSubnet(QHostAddress(u"::ffff:0:0"_s), 96);
}

} // namespace

QString hostFrom(const QString &text)
{
    const QString host = text.trimmed();
    if (host.startsWith(u'[') && host.endsWith(u']'))
        return ipv6From(host.sliced(1).chopped(1));
    if (host.contains(u':'))
        return ipv6From(host);
    return http::isIPv4(host.toLatin1()) ? host : nameFrom(host);
}

QList<QHostAddress> addressesOf(const QString &host)
{
    if (host == "localhost"_L1 || host.endsWith(".localhost"_L1))
        return {QHostAddress(QHostAddress::LocalHost), QHostAddress(QHostAddress::LocalHostIPv6)};
    const QHostAddress address(host);
    if (address.isNull())
        return {};
    if (address == QHostAddress(QHostAddress::AnyIPv6))
        return {QHostAddress(QHostAddress::AnyIPv4), address};
    return {isMapped(address) ? QHostAddress(address.toIPv4Address()) : address};
}

} // namespace overlap
