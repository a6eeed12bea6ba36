#include "filter.h"
#include "overlap/http/method.h"
#include "records.h"

#include <QTest>

using namespace overlap;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

class TestFilter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void matches_data();
    void matches();
    void tellsWhatIsWrong_data();
    void tellsWhatIsWrong();
    void findsNumbersInPaths();
    void findsHowItEnded();
    void findsWhatItIsAt();
    void findsWhatControlsTheServer();
    void findsWhatARuleTook();
    void countsTheTimeInFlight();
};

void TestFilter::matches_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("matches");
    // The request: GET /sleep/2?n=1 on connection 3, answered with 404 after 1.5 s.
    QTest::newRow("nothing") << u""_s << true;
    QTest::newRow("blanks") << u"   "_s << true;
    QTest::newRow("status") << u"status:404"_s << true;
    QTest::newRow("other status") << u"status:405"_s << false;
    QTest::newRow("class") << u"status:4xx"_s << true;
    QTest::newRow("other class") << u"status:5xx"_s << false;
    QTest::newRow("no status") << u"status:none"_s << false;
    QTest::newRow("path") << u"path:/sleep"_s << true;
    QTest::newRow("path in another case") << u"path:/SLEEP"_s << true;
    QTest::newRow("query") << u"path:n=1"_s << true;
    QTest::newRow("other path") << u"path:/echo"_s << false;
    QTest::newRow("without") << u"-path:/favicon"_s << true;
    QTest::newRow("without this") << u"-path:/sleep"_s << false;
    QTest::newRow("word") << u"sleep"_s << true;
    QTest::newRow("method as a word") << u"get"_s << true;
    QTest::newRow("another method") << u"POST"_s << false;
    QTest::newRow("not aborted") << u"aborted"_s << false;
    QTest::newRow("not refused") << u"is:refused"_s << false;
    QTest::newRow("bare status") << u"404"_s << true;
    QTest::newRow("bare class") << u"4xx"_s << true;
    QTest::newRow("another bare class") << u"5xx"_s << false;
    QTest::newRow("a number in the path") << u"2"_s << true;
    QTest::newRow("a status that is neither") << u"200"_s << false;
    QTest::newRow("without this status") << u"-404"_s << false;
    QTest::newRow("number") << u"#1"_s << true;
    QTest::newRow("other number") << u"#12"_s << false;
    QTest::newRow("without this number") << u"-#1"_s << false;
    QTest::newRow("whole path") << u"path=/Sleep/2"_s << true;
    QTest::newRow("whole path and query") << u"path=/sleep/2?n=1"_s << true;
    QTest::newRow("part of the whole path") << u"path=/sleep"_s << false;
    QTest::newRow("longer") << u"dur>1s"_s << true;
    QTest::newRow("longer, not equal") << u"dur>1.5s"_s << false;
    QTest::newRow("at least") << u"dur>=1500ms"_s << true;
    QTest::newRow("shorter") << u"dur<1500ms"_s << false;
    QTest::newRow("at most") << u"dur<=1500000us"_s << true;
    QTest::newRow("bare seconds") << u"dur>1"_s << true;
    QTest::newRow("comma") << u"dur>1,4s"_s << true;
    QTest::newRow("comma, not equal") << u"dur>1,5s"_s << false;
    QTest::newRow("a point means decimals, too") << u"dur<1.000ms"_s << false;
    QTest::newRow("a whole number of ns") << u"dur>=1500.000ms dur<=1.5s"_s << true;
    QTest::newRow("other digits") << u"dur>١٫٤s conn:٣ status:४०४"_s << true;
    QTest::newRow("minutes") << u"dur<1min"_s << true;
    QTest::newRow("method") << u"method:get"_s << true;
    QTest::newRow("other method") << u"method:POST"_s << false;
    QTest::newRow("connection") << u"conn:3"_s << true;
    QTest::newRow("other connection") << u"conn:33"_s << false;
    QTest::newRow("error") << u"is:error"_s << true;
    QTest::newRow("done") << u"is:done"_s << false;
    QTest::newRow("in flight") << u"is:flying"_s << false;
    QTest::newRow("all hold") << u"status:4xx path:/sleep dur>1s method:GET conn:3"_s << true;
    QTest::newRow("one does not") << u"status:4xx path:/sleep dur>2s"_s << false;
}

void TestFilter::matches()
{
    QFETCH(const QString, text);
    record::Record record = record::finishedRecord(1, 1'000, 1'500'001'000);
    record.status = 404;
    record.connection = 3;
    record.method = quint8(http::Method::Get);
    const auto parsed = Filter::parse(text);
    QVERIFY(std::holds_alternative<Filter>(parsed));
    QTEST(std::get<Filter>(parsed).matches(record, "/sleep/2?n=1", 0), "matches");
}

void TestFilter::tellsWhatIsWrong_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("status") << u"status:abc"_s << u"status:5xx"_s;
    QTest::newRow("status out of range") << u"status:9xx"_s << u"status:5xx"_s;
    QTest::newRow("status empty") << u"status:"_s << u"status:404"_s;
    QTest::newRow("duration") << u"dur>fast"_s << u"dur>1s"_s;
    QTest::newRow("duration empty") << u"dur<"_s << u"no duration"_s;
    QTest::newRow("duration negative") << u"dur>-1s"_s << u"no duration"_s;
    QTest::newRow("duration with two separators") << u"dur>1.000,5s"_s << u"no duration"_s;
    QTest::newRow("connection") << u"conn:x"_s << u"conn:3"_s;
    QTest::newRow("connection with a separator") << u"conn:1,000"_s << u"conn:3"_s;
    QTest::newRow("number") << u"#five"_s << u"#5"_s;
    QTest::newRow("state") << u"is:odd"_s << u"is:flying"_s;
    QTest::newRow("rule") << u"rule:a"_s << u"try rule:2"_s;
    QTest::newRow("key") << u"colour:red"_s << u"no “colour:”"_s;
    QTest::newRow("minus") << u"-"_s << u"minus"_s;
    QTest::newRow("among others") << u"status:200 dur>x"_s << u"dur>1s"_s;
}

void TestFilter::tellsWhatIsWrong()
{
    QFETCH(const QString, text);
    QFETCH(const QString, part);
    const auto parsed = Filter::parse(text);
    QVERIFY(std::holds_alternative<QString>(parsed));
    QVERIFY2(std::get<QString>(parsed).contains(part), qPrintable(std::get<QString>(parsed)));
}

// A number such as 404 is looked for in the path, too.
void TestFilter::findsNumbersInPaths()
{
    const record::Record record = record::finishedRecord(7, 1'000, 2'000);
    const auto matches = [&](const QString &text) {
        return std::get<Filter>(Filter::parse(text)).matches(record, "/orders/404", 0);
    };
    QVERIFY(matches(u"404"_s));
    QVERIFY(matches(u"200"_s));
    QVERIFY(!matches(u"status:404"_s));
    QVERIFY(matches(u"#7"_s));
}

void TestFilter::findsHowItEnded()
{
    record::Record request = record::finishedRecord(1, 0, 1000);
    const auto finds = [&](const QString &text) {
        return std::get<Filter>(Filter::parse(text)).matches(request, "/echo", 0);
    };
    request.outcome = record::Outcome::AbortedByClient;
    QVERIFY(finds(u"aborted"_s) && finds(u"is:aborted"_s) && !finds(u"is:refused"_s));
    request.outcome = record::Outcome::Refused;
    QVERIFY(finds(u"Refused"_s) && finds(u"is:refused"_s) && !finds(u"aborted"_s));
    QVERIFY(!finds(u"answered"_s)); // nearly all are
    request.outcome = record::Outcome::CutShort;
    QVERIFY(finds(u"cut"_s) && finds(u"is:cut"_s) && !finds(u"is:reset"_s));
    request.outcome = record::Outcome::Reset;
    QVERIFY(finds(u"reset"_s) && finds(u"is:reset"_s) && finds(u"is:error"_s));
    request.outcome = record::Outcome::Garbled;
    QVERIFY(finds(u"HTTP"_s) && !finds(u"cut"_s));
    request.outcome = record::Outcome::NeverRun;
    QVERIFY(finds(u"is:never"_s) && finds(u"is:error"_s) && !finds(u"is:running"_s));
}

void TestFilter::findsWhatItIsAt()
{
    const auto finds = [](const QString &text, record::Phase phase) {
        return std::get<Filter>(Filter::parse(text))
            .matches(record::announcedRecord(1, 0, phase), "/gate/x", 1);
    };
    QVERIFY(finds(u"held"_s, record::Phase::Held) && finds(u"is:held"_s, record::Phase::Held));
    QVERIFY(!finds(u"is:held"_s, record::Phase::Sending));
    QVERIFY(finds(u"is:upstream"_s, record::Phase::Upstream));
    QVERIFY(!finds(u"is:upstream"_s, record::Phase::Sending));
    QVERIFY(finds(u"is:sending"_s, record::Phase::Sending));
    QVERIFY(finds(u"is:reading"_s, record::Phase::ReadingBody));
}

void TestFilter::findsWhatControlsTheServer()
{
    record::Record request = record::finishedRecord(1, 0, 1000);
    const auto finds = [&](const QString &text) {
        return std::get<Filter>(Filter::parse(text)).matches(request, "/gates", 0);
    };
    QVERIFY(!finds(u"is:control"_s) && finds(u"-is:control"_s));
    request.isControl = true;
    QVERIFY(finds(u"is:control"_s) && finds(u"is:control is:done"_s) && !finds(u"-is:control"_s));
}

void TestFilter::findsWhatARuleTook()
{
    record::Record request = record::finishedRecord(1, 0, 1000);
    const auto finds = [&](const QString &text) {
        return std::get<Filter>(Filter::parse(text)).matches(request, "/", 0);
    };
    QVERIFY(finds(u"rule:none"_s) && finds(u"-rule:2"_s) && !finds(u"rule:2"_s));
    request.rule = 2;
    QVERIFY(finds(u"rule:2"_s) && !finds(u"rule:none"_s) && !finds(u"rule:22"_s));
}

void TestFilter::countsTheTimeInFlight()
{
    const record::Record flying = record::announcedRecord(1, 1'000'000'000);
    const auto matches = [&](const QString &text, qint64 nowNs) {
        return std::get<Filter>(Filter::parse(text)).matches(flying, "/sleep", nowNs);
    };
    QVERIFY(!matches(u"dur>1s"_s, 2'000'000'000));
    QVERIFY(matches(u"dur>1s"_s, 2'000'000'001));
    QVERIFY(matches(u"is:flying"_s, 0));
    QVERIFY(!matches(u"is:done"_s, 0));
    QVERIFY(!matches(u"status:none"_s, 0)); // it may still get one
}

QTEST_APPLESS_MAIN(TestFilter)
#include "tst_filter.moc"
