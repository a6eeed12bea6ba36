#include "overlap/controlreport.h"
#include "overlap/upstream/trouble.h"
#include "records.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace overlap;
using namespace Qt::StringLiterals;
using record::upstreamMoment;
using record::UpstreamTimes;

// What programs are told of requests, from records made by hand.
class TestControlReport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tellsOfTheUpstream();
    void docsHaveEachMember();
};

namespace {

constexpr qint64 msNs = 1'000'000;

// Three requests: one was passed on, one is with the upstream, one was never passed on.
QJsonArray requests()
{
    record::Journal journal;
    UpstreamTimes times{.request = 1, .askedNs = 7 * msNs, .bytesUp = 80, .bytesDown = 900};
    times.connection = 5;
    times.ordinal = 2;
    times.given = 0;
    times.connected = times.secured = upstreamMoment(1 * msNs);
    times.sent = upstreamMoment(2 * msNs);
    journal.write(UpstreamTimes{
        .request = 2, .askedNs = 12 * msNs, .trouble = quint8(upstream::Trouble::AnswerLate)});
    journal.write(record::announcedRecord(2, 10 * msNs, record::Phase::Upstream));
    times.firstByte = upstreamMoment(30 * msNs);
    times.received = upstreamMoment(31 * msNs);
    times.status = 404;
    journal.write(times);
    journal.write(record::finishedRecord(1, 5 * msNs, 40 * msNs));
    journal.write(record::finishedRecord(3, 5 * msNs, 40 * msNs));
    record::Store store;
    store.absorb({&journal});
    const ReportClock clock{50 * msNs, [](qint64 ns) { return ns / msNs; }};
    return requestsAsJson(store, {}, clock)["requests"_L1].toArray();
}

QJsonObject upstreamOf(qsizetype index)
{
    return requests()[index].toObject()["upstream"_L1].toObject();
}

} // namespace

void TestControlReport::tellsOfTheUpstream()
{
    QCOMPARE(requests().size(), 3);
    QCOMPARE(upstreamOf(0), (QJsonObject{{"connection"_L1, 5},
                                         {"ordinal"_L1, 2},
                                         {"status"_L1, 404},
                                         {"bytesOut"_L1, 80},
                                         {"bytesIn"_L1, 900},
                                         {"sentAgain"_L1, false},
                                         {"trouble"_L1, QJsonValue()},
                                         {"momentsMs"_L1, QJsonObject{{"asked"_L1, 2},
                                                                      {"given"_L1, 2},
                                                                      {"connected"_L1, 3},
                                                                      {"secured"_L1, 3},
                                                                      {"sent"_L1, 4},
                                                                      {"firstByte"_L1, 32},
                                                                      {"received"_L1, 33}}}}));
    QVERIFY(upstreamOf(1)["status"_L1].isNull());
    QCOMPARE(upstreamOf(1)["trouble"_L1].toString(), u"The upstream did not answer in time."_s);
    QCOMPARE(upstreamOf(1)["momentsMs"_L1].toObject(), (QJsonObject{{"asked"_L1, 2}}));
    QVERIFY(!requests()[2].toObject().contains("upstream"_L1));
}

void TestControlReport::docsHaveEachMember()
{
    QFile file(QStringLiteral(OVERLAP_SOURCES "/resources/docs/using.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString docs = QString::fromUtf8(file.readAll());
    const QJsonObject upstream = upstreamOf(0);
    const QStringList names =
        upstream.keys() + upstream["momentsMs"_L1].toObject().keys() + QStringList{u"upstream"_s};
    for (const QString &name : names)
        QVERIFY2(docs.contains(u'`' + name + u'`'), qPrintable(name));
}

QTEST_APPLESS_MAIN(TestControlReport)
#include "tst_controlreport.moc"
