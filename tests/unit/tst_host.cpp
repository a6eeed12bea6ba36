#include "overlap/host.h"
#include "overlap/http/target.h"
#include "overlap/listening.h"
#include "overlap/net/ports.h"
#include "overlap/net/tcplistener.h"
#include "overlap/problem.h"

#include <QTest>

using namespace overlap;
using namespace Qt::StringLiterals;

// What people type as the address to listen on, which addresses it means, and by which URLs the
// server is reached.
class TestHost : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsHosts_data();
    void readsHosts();
    void meansAddresses_data();
    void meansAddresses();
    void isReached_data();
    void isReached();
    void linkLocalOnlyWhereThereIsNothingElse();
    void knowsWhatBrowsersRefuse();
    void writesEndpoints();
    void saysWhichPortMayBeTaken();
};

namespace {

QList<QHostAddress> addresses(const QString &text)
{
    QList<QHostAddress> all;
    for (const QString &each : text.split(u' ', Qt::SkipEmptyParts))
        all += QHostAddress(each);
    return all;
}

QString joined(const QList<QUrl> &urls)
{
    QStringList all;
    for (const QUrl &url : urls)
        all += url.toString();
    return all.join(u' ');
}

} // namespace

void TestHost::readsHosts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host");
    const auto row = [](const QString &text, const QString &host) {
        QTest::newRow(qPrintable(u"“%1”"_s.arg(text))) << text << host;
    };
    row(u"localhost"_s, u"localhost"_s);
    row(u"LOCALHOST"_s, u"localhost"_s);
    row(u" localhost. "_s, u"localhost"_s);
    row(u"My-Box_2.example"_s, u"my-box_2.example"_s);
    row(u"bücher.example"_s, u"xn--bcher-kva.example"_s);
    row(u"4chan.example"_s, u"4chan.example"_s);
    row(u"127.0.0.1"_s, u"127.0.0.1"_s);
    row(u"0.0.0.0"_s, u"0.0.0.0"_s);
    row(u"::1"_s, u"::1"_s);
    row(u"[::1]"_s, u"::1"_s);
    row(u"0:0:0:0:0:0:0:1"_s, u"::1"_s);
    row(u"FE80::1%eth0"_s, u"fe80::1%eth0"_s);
    row(u"[fe80::1%br-Lan.2]"_s, u"fe80::1%br-Lan.2"_s);
    row(u"::ffff:127.0.0.1"_s, u"::ffff:127.0.0.1"_s);
    for (const QString &bad : {u""_s,
                               u" "_s,
                               u"."_s,
                               u"a b"_s,
                               u"a..b"_s,
                               u"-a"_s,
                               u"a-"_s,
                               u"a/b"_s,
                               u"a?"_s,
                               u"http://localhost"_s,
                               u"localhost:80"_s,
                               u"*"_s,
                               u"127.0.0"_s,
                               u"127.1"_s,
                               u"1"_s,
                               u"010.0.0.1"_s,
                               u"0x7f.1"_s,
                               u"a.0x7f"_s,
                               u"256.0.0.1"_s,
                               u"127.0.0.1.1"_s,
                               u"[127.0.0.1]"_s,
                               u"[localhost]"_s,
                               u"[::1"_s,
                               u"::1]"_s,
                               u"[::1]:80"_s,
                               u":::"_s,
                               u"fe80::1%"_s,
                               u"fe80::1%a b"_s,
                               u"::1%<b>"_s,
                               QString(64, u'a'),
                               u"１２７.0.0"_s})
        row(bad, {});
}

void TestHost::readsHosts()
{
    QFETCH(QString, text);
    QFETCH(QString, host);
    QCOMPARE(hostFrom(text), host);
    QCOMPARE(hostFrom(host), host);
    // A client may send it as its Host, without the interface (RFC 6874).
    const QByteArray named = host.section(u'%', 0, 0).toLatin1();
    QCOMPARE(http::isHost(named.contains(':') ? '[' + named + ']' : named), !host.isEmpty());
}

void TestHost::meansAddresses_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("means");
    QTest::newRow("localhost") << u"localhost"_s << u"127.0.0.1 ::1"_s;
    QTest::newRow("below localhost") << u"app.localhost"_s << u"127.0.0.1 ::1"_s;
    QTest::newRow("all") << u"::"_s << u"0.0.0.0 ::"_s;
    QTest::newRow("all of IPv4") << u"0.0.0.0"_s << u"0.0.0.0"_s;
    QTest::newRow("IPv6") << u"::1"_s << u"::1"_s;
    QTest::newRow("a scope") << u"fe80::1%eth0"_s << u"fe80::1%eth0"_s;
    QTest::newRow("mapped") << u"::ffff:127.0.0.1"_s << u"127.0.0.1"_s;
    QTest::newRow("a name") << u"mybox"_s << u""_s;
}

void TestHost::meansAddresses()
{
    QFETCH(QString, host);
    QFETCH(QString, means);
    QCOMPARE(addressesOf(host), addresses(means));
}

void TestHost::isReached_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("listensOn");
    QTest::addColumn<QString>("besides");
    QTest::addColumn<QString>("nearest");
    QTest::addColumn<QString>("here");
    QTest::addColumn<QString>("elsewhere");

    QTest::newRow("localhost") << u"localhost"_s << u"127.0.0.1 ::1"_s << u" (127.0.0.1 and ::1)"_s
                               << u"127.0.0.1"_s
                               << u"http://localhost:80/ http://127.0.0.1:80/ http://[::1]:80/"_s
                               << u""_s;
    QTest::newRow("localhost without IPv6")
        << u"localhost"_s << u"127.0.0.1"_s << u" (127.0.0.1)"_s << u"127.0.0.1"_s
        << u"http://localhost:80/ http://127.0.0.1:80/"_s << u""_s;
    QTest::newRow("localhost without IPv4") << u"localhost"_s << u"::1"_s << u" (::1)"_s << u"::1"_s
                                            << u"http://localhost:80/ http://[::1]:80/"_s << u""_s;
    QTest::newRow("loopback") << u"::1"_s << u"::1"_s << u""_s << u"::1"_s << u"http://[::1]:80/"_s
                              << u""_s;
    QTest::newRow("all") << u"::"_s << u"0.0.0.0 ::"_s << u" (0.0.0.0 and ::)"_s << u"127.0.0.1"_s
                         << u"http://localhost:80/ http://127.0.0.1:80/ http://[::1]:80/"_s
                         << u"http://192.0.2.2:80/ http://[2001:db8::2]:80/ http://mybox:80/"_s;
    QTest::newRow("all of IPv4") << u"0.0.0.0"_s << u"0.0.0.0"_s << u" (0.0.0.0)"_s
                                 << u"127.0.0.1"_s << u"http://127.0.0.1:80/"_s
                                 << u"http://192.0.2.2:80/ http://mybox:80/"_s;
    QTest::newRow("an address") << u"192.0.2.2"_s << u"192.0.2.2"_s << u""_s << u"192.0.2.2"_s
                                << u"http://192.0.2.2:80/"_s << u"http://192.0.2.2:80/"_s;
    QTest::newRow("a link-local one")
        << u"fe80::2%eth0"_s << u"fe80::2%eth0"_s << u""_s << u"fe80::2%eth0"_s
        << u"http://[fe80::2%25eth0]:80/"_s << u"http://[fe80::2%25eth0]:80/"_s;
    QTest::newRow("a name") << u"mybox"_s << u"192.0.2.2 fe80::2%eth0 127.0.1.1"_s
                            << u" (192.0.2.2, fe80::2%eth0 and 127.0.1.1)"_s << u"127.0.1.1"_s
                            << u"http://mybox:80/ http://127.0.1.1:80/"_s
                            << u"http://192.0.2.2:80/ http://mybox:80/"_s;
}

void TestHost::isReached()
{
    QFETCH(QString, host);
    QFETCH(QString, listensOn);
    QFETCH(QString, besides);
    QFETCH(QString, nearest);
    QFETCH(QString, here);
    QFETCH(QString, elsewhere);
    const Machine machine{addresses(u"127.0.0.1 ::1 192.0.2.2 2001:db8::2 fe80::2%eth0"_s),
                          u"mybox"_s};
    const Listening listening{host, addresses(listensOn), 80};
    QCOMPARE(joined(listening.urlsHere(machine)), here);
    QCOMPARE(joined(listening.urlsElsewhere(machine)), elsewhere);
    QCOMPARE(listening.nearest(machine), QHostAddress(nearest));
    QCOMPARE(listening.besides(listening.urlsHere(machine).constFirst()), besides);
    QCOMPARE(listening.isExposed(), !elsewhere.isEmpty());
}

void TestHost::linkLocalOnlyWhereThereIsNothingElse()
{
    const Listening listening{u"::"_s, addresses(u"0.0.0.0 ::"_s), 80};
    const Machine alone{addresses(u"127.0.0.1 ::1 169.254.3.4 fe80::2%eth0"_s), {}};
    QCOMPARE(joined(listening.urlsElsewhere(alone)),
             u"http://169.254.3.4:80/ http://[fe80::2%25eth0]:80/"_s);
    const Machine unconnected{addresses(u"127.0.0.1 ::1"_s), u"mybox"_s};
    QCOMPARE(joined(listening.urlsElsewhere(unconnected)), u""_s);
    QVERIFY(listening.isExposed());
    const Listening ofIPv4{u"0.0.0.0"_s, addresses(u"0.0.0.0"_s), 80};
    QCOMPARE(joined(ofIPv4.urlsHere({addresses(u"::1"_s), {}})), u"http://127.0.0.1:80/"_s);
    const Machine withoutIPv4{addresses(u"::1 fd00::2"_s), {}};
    QCOMPARE(listening.nearest(withoutIPv4), QHostAddress(u"::1"_s));
}

void TestHost::knowsWhatBrowsersRefuse()
{
    for (const quint16 port : {1, 22, 25, 143, 1723, 6000, 6665, 6669, 10080})
        QVERIFY2(net::browsersRefuse(port), QByteArray::number(port));
    for (const quint16 port : {80, 443, 3000, 5173, 6001, 6664, 6670, 7878, 8080, 65535})
        QVERIFY2(!net::browsersRefuse(port), QByteArray::number(port));
}

void TestHost::writesEndpoints()
{
    QCOMPARE(endpoint(QHostAddress(u"127.0.0.1"_s), 80), u"127.0.0.1:80"_s);
    QCOMPARE(endpoint(QHostAddress(u"::1"_s), 80), u"[::1]:80"_s);
    for (const QString &address : {u"fe80::1%1"_s, u"fe80::1%2"_s}) // scope ids by number
        QCOMPARE(endpoint(QHostAddress(address), 80), u'[' + address + u"]:80"_s);
}

// Some systems reserve ports above 1023, too.
void TestHost::saysWhichPortMayBeTaken()
{
    const QHostAddress address(QHostAddress::LocalHost);
    const auto said = [&](quint16 port) {
        return problemOf({QAbstractSocket::SocketAccessError, {}, address, port}, {}, {address})
            .text;
    };
    QCOMPARE(said(80), u"This user may not listen on 127.0.0.1:80: choose a port above 1023."_s);
    QCOMPARE(said(8080), u"This user may not listen on 127.0.0.1:8080: choose another port, or 0 "
                         "for any that is free."_s);
}

QTEST_GUILESS_MAIN(TestHost)
#include "tst_host.moc"
