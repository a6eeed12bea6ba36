#include "app/logline.h"
#include "patience.h"
#include "rawclient.h"

#include <QDateTime>

#include <atomic>

using namespace overlap;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

std::atomic<http::Time> wallTime; // stands still until the test sets it

http::Time wall()
{
    return wallTime;
}

// The time at the beginning of a log line.
QDateTime timeOf(const QString &line)
{
    return QDateTime::fromString(line.section(u' ', 0, 0), Qt::ISODateWithMs);
}

} // namespace

// The wall clock is set while the server runs.
class TestWallClock : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void linesAndDatesFollowIt();
};

void TestWallClock::linesAndDatesFollowIt()
{
    const auto noon = QDateTime({2026, 11, 25}, {12, 0}); // local time
    wallTime = std::chrono::milliseconds(noon.toMSecsSinceEpoch());
    Session session({.clock = net::Clock(wall)});
    Settings settings;
    settings.port = 0;
    session.start(settings);
    QTRY_VERIFY(session.isServing());
    RawClient client(quint16(session.url().port()));
    const auto lineOf = [&](qsizetype number) { // the line of the client's n-th request
        client.get("/");
        const bool answered = waitFor([&] {
            return client.hasResponses(number) && session.store().total() == quint64(number);
        });
        return answered ? app::logLine(session, session.store().endRow() - 1) : QString();
    };
    const auto isAbout = [](const QDateTime &time, const QDateTime &expected) {
        return qAbs(time.msecsTo(expected)) <
               30'000; // the wall clock stands still, the records' clock goes on
    };
    const QString before = lineOf(1);
    QVERIFY2(before.contains(u" 200 GET / "_s), qPrintable(before));
    QVERIFY2(isAbout(timeOf(before), noon), qPrintable(before));
    QCOMPARE(timeOf(before).offsetFromUtc(), noon.offsetFromUtc());

    wallTime = wallTime.load() + 8h;
    const auto evening = noon.addSecs(8 * 3600);
    const QString after = lineOf(2);
    QVERIFY2(isAbout(timeOf(after), evening), qPrintable(after));
    QCOMPARE(app::logLine(session, session.store().firstRow()),
             before); // the request began before the change
    const QByteArray date =
        "Date: " + QLocale::c().toString(evening.toUTC(), u"ddd, dd MMM yyyy HH:"_s).toLatin1();
    for (int i = 3; !client.received().contains(date); ++i)
        QVERIFY(!lineOf(i).isEmpty());
}

QTEST_GUILESS_MAIN(TestWallClock)
#include "tst_wallclock.moc"
