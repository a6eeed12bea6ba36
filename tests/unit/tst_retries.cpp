#include "overlap/analysis/retries.h"
#include "overlap/analysis/selectedrequest.h"
#include "overlap/http/method.h"
#include "records.h"

#include <QTest>

#include <algorithm>

using namespace overlap;
using namespace Qt::StringLiterals;
using analysis::Attempt;

// Requests that are sent again after a failure.
class TestRetries : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tiesThem_data();
    void tiesThem();
    void saysHow_data();
    void saysHow();
    void whatFails_data();
    void whatFails();
    void findsThemInAStore();
    void findsAllAmongRows();
};

using Attempts = std::vector<Attempt>;
using Ids = QList<quint64>;

namespace {

constexpr qint64 ms = 1'000'000;

Attempt failed(quint64 id, qint64 fromMs, qint64 toMs, qint64 retryAfterMs = 0)
{
    return {id, fromMs * ms, toMs * ms, true, retryAfterMs * ms};
}

Attempt fine(quint64 id, qint64 fromMs, qint64 toMs)
{
    return {id, fromMs * ms, toMs * ms, false};
}

} // namespace

void TestRetries::tiesThem_data()
{
    QTest::addColumn<Attempts>("alike");
    QTest::addColumn<quint64>("id");
    QTest::addColumn<Ids>("ids");
    const Attempts three{failed(1, 0, 10), failed(2, 510, 520), fine(3, 1520, 1530)};
    QTest::newRow("from the first") << three << quint64(1) << Ids{1, 2, 3};
    QTest::newRow("from the last") << three << quint64(3) << Ids{1, 2, 3};
    QTest::newRow("alone") << Attempts{failed(1, 0, 10)} << quint64(1) << Ids{1};
    QTest::newRow("unknown") << three << quint64(9) << Ids{};
    QTest::newRow("after an answer")
        << Attempts{fine(1, 0, 10), fine(2, 20, 30)} << quint64(2) << Ids{2};
    QTest::newRow("before the failure")
        << Attempts{failed(1, 0, 10), failed(2, 5, 30)} << quint64(2) << Ids{2};
    QTest::newRow("after a minute and more")
        << Attempts{failed(1, 0, 10), failed(2, 60'011, 60'020)} << quint64(2) << Ids{2};
    QTest::newRow("two clients") << Attempts{failed(1, 0, 10), failed(2, 1, 12), fine(3, 20, 30),
                                             fine(4, 21, 31)}
                                 << quint64(4) << Ids{1, 4};
}

void TestRetries::tiesThem()
{
    QFETCH(Attempts, alike);
    QFETCH(quint64, id);
    QFETCH(Ids, ids);
    Ids found;
    for (const Attempt &attempt : analysis::attemptsWith(id, alike))
        found += attempt.id;
    QCOMPARE(found, ids);
}

void TestRetries::saysHow_data()
{
    QTest::addColumn<Attempts>("attempts");
    QTest::addColumn<QString>("says");
    QTest::newRow("one") << Attempts{failed(1, 0, 10)} << QString();
    QTest::newRow("backs off") << Attempts{failed(1, 0, 10), failed(2, 510, 520),
                                           fine(3, 1520, 1530)}
                               << u"3 attempts, waiting 500 ms and 1.0 s: it backs off"_s;
    QTest::newRow("does not") << Attempts{failed(1, 0, 1), failed(2, 4, 5), failed(3, 8, 9),
                                          failed(4, 12, 13)}
                              << u"4 attempts within 12 ms: it does not back off"_s;
    QTest::newRow("steady") << Attempts{failed(1, 0, 10), failed(2, 1010, 1020),
                                        failed(3, 2020, 2030)}
                            << u"3 attempts, waiting 1.0 s and 1.0 s"_s;
    QTest::newRow("Retry-After") << Attempts{failed(1, 0, 10, 1000), fine(2, 210, 220)}
                                 << u"2 attempts, waiting 200 ms: Retry-After, which asked for "
                                    "1.0 s, was not honoured"_s;
    QTest::newRow("honoured") << Attempts{failed(1, 0, 10, 1000), fine(2, 1010, 1020)}
                              << u"2 attempts, waiting 1.0 s"_s;
}

void TestRetries::saysHow()
{
    QFETCH(Attempts, attempts);
    QTEST(analysis::retriesText(attempts), "says");
}

void TestRetries::whatFails_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<record::Outcome>("outcome");
    QTest::addColumn<bool>("fails");
    using enum record::Outcome;
    QTest::newRow("200") << 200 << Answered << false;
    QTest::newRow("404") << 404 << Answered << false;
    QTest::newRow("429") << 429 << Answered << true;
    QTest::newRow("503") << 503 << Answered << true;
    QTest::newRow("refused") << 400 << Refused << false;
    QTest::newRow("too many") << 503 << Refused << true;
    QTest::newRow("the client gave up") << 0 << AbortedByClient << true;
    QTest::newRow("cut short") << 200 << CutShort << true;
    QTest::newRow("reset") << 0 << Reset << true;
    QTest::newRow("never run") << 0 << NeverRun << true;
    QTest::newRow("the server stopped") << 0 << AbortedByServer << false;
    QTest::newRow("in flight") << 0 << InFlight << false;
}

void TestRetries::whatFails()
{
    QFETCH(int, status);
    QFETCH(record::Outcome, outcome);
    record::Record record;
    record.status = quint16(status);
    record.outcome = outcome;
    QTEST(analysis::isRetryable(record), "fails");
}

void TestRetries::findsThemInAStore()
{
    record::Journal journal;
    record::Store store;
    const auto finish = [&](quint64 id, qint64 fromMs, int status, const char *target,
                            const char *body) {
        record::Record record = record::finishedRecord(id, fromMs * ms, (fromMs + 10) * ms);
        record.status = quint16(status);
        record::Details details;
        details.target = target;
        details.requestHead = "GET / HTTP/1.1\r\n\r\n";
        details.responseHead = "HTTP/1.1 503 x\r\nretry-after: 1\r\n\r\n";
        details.requestBody = body;
        journal.write(record, details);
    };
    finish(1, 0, 503, "/x", "a");
    finish(2, 20, 503, "/y", "a");
    finish(3, 40, 503, "/x", "b");
    finish(4, 60, 200, "/x", "a");
    store.absorb({&journal});
    const Attempts found = analysis::attemptsOf(store, 4);
    QCOMPARE(found.size(), 2u);
    QCOMPARE(found[0].id, 1u);
    QCOMPARE(found[0].retryAfterNs, 1000 * ms);
    QCOMPARE(analysis::attemptText(found, 4), u"Attempt 2 of 2, 50 ms after the failure of #1"_s);
    QCOMPARE(analysis::attemptText(found, 1), u"Attempt 1 of 2"_s);
    QCOMPARE(analysis::findRequest(store, 4)->attempt,
             u"Attempt 2 of 2, 50 ms after the failure of #1"_s);
    QCOMPARE(analysis::findRequest(store, 2)->attempt, QString());
}

void TestRetries::findsAllAmongRows()
{
    using analysis::Retry;
    record::Journal journal;
    record::Store store;
    const auto finish = [&](quint64 id, qint64 fromMs, int status, const char *target,
                            http::Method method = http::Method::Get, const char *body = "") {
        record::Record record = record::finishedRecord(id, fromMs * ms, (fromMs + 10) * ms);
        record.status = quint16(status);
        record.method = quint8(method);
        record::Details details;
        details.target = target;
        details.requestHead = "POST / HTTP/1.1\r\n\r\n";
        details.requestBody = body;
        journal.write(record, details);
    };
    finish(1, 0, 503, "/x");
    finish(2, 20, 200, "/x", http::Method::Post);
    finish(3, 40, 503, "/x", http::Method::Post, "a");
    finish(4, 60, 200, "/x", http::Method::Post, "b");
    finish(5, 80, 200, "/x", http::Method::Post, "a");
    finish(6, 100, 200, "/y");
    record::Record inFlight = record::announcedRecord(7, 120 * ms);
    inFlight.method = quint8(http::Method::Get);
    journal.write(inFlight, {"/x", {}, {}, {}, {}});
    store.absorb({&journal});
    const auto idsAmong = [&](const std::vector<record::Row> &rows) {
        std::vector<Retry> all = analysis::retriesAmong(store, rows);
        std::ranges::sort(all, {}, &Retry::before);
        Ids ids;
        for (const Retry &retry : all)
            ids << retry.before << retry.after;
        return ids;
    };
    QCOMPARE(idsAmong({0, 1, 2, 3, 4, 5}), (Ids{1, 7, 3, 5}));
    QCOMPARE(idsAmong({1, 2, 3, 5}), Ids());
    const std::vector<record::Row> two{2, 4};
    QCOMPARE(analysis::retriesAmong(store, two), (std::vector<Retry>{{3, 5, 50 * ms, 80 * ms}}));
}

QTEST_GUILESS_MAIN(TestRetries)
#include "tst_retries.moc"
