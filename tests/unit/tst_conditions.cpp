#include "overlap/http/conditions.h"

#include "overlap/http/date.h"

#include <QTest>

using namespace overlap::http;

// Pure. Which answer the preconditions of a request ask for: each field alone, all pairs that the
// order of RFC 9110 §13.2.2 decides, and If-Range.
class TestConditions : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void preconditions_data();
    void preconditions();
    void othersGetNo304_data();
    void othersGetNo304();
    void withoutValidators_data();
    void withoutValidators();
    void ranges_data();
    void ranges();
};

namespace {

constexpr qint64 modified = 784111777;
const QByteArray before = "Sun, 06 Nov 1994 08:49:36 GMT";
const QByteArray then = "Sun, 06 Nov 1994 08:49:37 GMT";
const QByteArray after = "Sun, 06 Nov 1994 08:49:38 GMT";

Headers fieldsOf(const QByteArray &lines)
{
    return {lines.isEmpty() ? QByteArray("\r\n") : lines + "\r\n\r\n", 0};
}

const Validators strong{.tag = "\"a,b\"", .modified = modified};
const Validators weakly{.tag = "W/\"a,b\"", .modified = modified};

} // namespace

void TestConditions::preconditions_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<Precondition>("expected");
    QTest::addColumn<Precondition>("ofWeak"); // if the tag is a weak one
    using enum Precondition;
    const auto row = [](const QByteArray &fields, Precondition expected,
                        std::optional<Precondition> ofWeak = {}) {
        QTest::newRow(fields.isEmpty() ? "none" : fields.constData())
            << fields << expected << ofWeak.value_or(expected);
    };
    row("", Holds);
    row("If-None-Match: \"a,b\"", NotModified);
    row("if-none-match: \"x\", W/\"a,b\"", NotModified);
    row("If-None-Match: \"x\"\r\nIf-None-Match: \"a,b\"", NotModified);
    row("If-None-Match: *", NotModified);
    row("If-None-Match: \"a\", \"b\"", Holds);
    row("If-None-Match: a,b", Holds);
    row("If-None-Match: w/\"a,b\"", Holds);
    row("If-None-Match: \"A,B\"", Holds);
    row("If-None-Match:", Holds);
    row("If-None-Match: \"a,b", Holds);
    row("If-None-Match: \"\"", Holds);

    row("If-Match: \"a,b\"", Holds, Failed);
    row("If-Match: W/\"a,b\"", Failed);
    row("If-Match: \"a\", \"b\"", Failed);
    row("If-Match: \"x\", \"a,b\"", Holds, Failed);
    row("If-Match: *", Holds);
    row("If-Match:", Failed);

    row("If-Modified-Since: " + before, Holds);
    row("If-Modified-Since: " + then, NotModified);
    row("If-Modified-Since: " + after, NotModified);
    row("If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT", NotModified);
    row("If-Modified-Since: yesterday", Holds);
    row("If-Modified-Since: " + then + "\r\nIf-Modified-Since: " + then, Holds);

    row("If-Unmodified-Since: " + before, Failed);
    row("If-Unmodified-Since: " + then, Holds);
    row("If-Unmodified-Since: " + after, Holds);
    row("If-Unmodified-Since: Sun Nov  6 08:49:36 1994", Failed);
    row("If-Unmodified-Since: never", Holds);
    row("If-Unmodified-Since: " + before + "\r\nIf-Unmodified-Since: " + before, Holds);

    // A tag is asked before a date, and whether it may be done before whether it needs to be.
    row("If-None-Match: \"x\"\r\nIf-Modified-Since: " + then, Holds);
    row("If-None-Match: \"a,b\"\r\nIf-Modified-Since: " + before, NotModified);
    row("If-Match: \"a,b\"\r\nIf-Unmodified-Since: " + before, Holds, Failed);
    row("If-Match: *\r\nIf-Unmodified-Since: " + before, Holds);
    row("If-Match: \"x\"\r\nIf-Unmodified-Since: " + then, Failed);
    row("If-Match: \"a,b\"\r\nIf-None-Match: \"a,b\"", NotModified, Failed);
    row("If-Match: \"x\"\r\nIf-None-Match: \"a,b\"", Failed);
    row("If-Unmodified-Since: " + before + "\r\nIf-None-Match: \"a,b\"", Failed);
    row("If-Unmodified-Since: " + then + "\r\nIf-Modified-Since: " + then, NotModified);
    row("If-None-Match:\r\nIf-Modified-Since: " + then, Holds);
}

void TestConditions::preconditions()
{
    QFETCH(QByteArray, fields);
    QFETCH(Precondition, expected);
    QFETCH(Precondition, ofWeak);
    for (const Method method : {Method::Get, Method::Head}) {
        QCOMPARE(preconditionOf(method, fieldsOf(fields), strong), expected);
        QCOMPARE(preconditionOf(method, fieldsOf(fields), weakly), ofWeak);
    }
}

void TestConditions::othersGetNo304_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<Precondition>("expected");
    using enum Precondition;
    QTest::newRow("none") << QByteArray() << Holds;
    QTest::newRow("has it") << QByteArray("If-None-Match: \"a,b\"") << Failed;
    QTest::newRow("has another") << QByteArray("If-None-Match: \"x\"") << Holds;
    QTest::newRow("creates it") << QByteArray("If-None-Match: *") << Failed;
    QTest::newRow("wants it") << QByteArray("If-Match: \"a,b\"") << Holds;
    QTest::newRow("wants another") << QByteArray("If-Match: \"x\"") << Failed;
    QTest::newRow("modified since") << "If-Modified-Since: " + then << Holds;
    QTest::newRow("unmodified since") << "If-Unmodified-Since: " + before << Failed;
}

void TestConditions::othersGetNo304()
{
    QFETCH(QByteArray, fields);
    QFETCH(Precondition, expected);
    for (const Method method : {Method::Put, Method::Post, Method::Delete, Method::Patch})
        QCOMPARE(preconditionOf(method, fieldsOf(fields), strong), expected);
}

// Dates say nothing about what has none; no tag is among those of a list.
void TestConditions::withoutValidators_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<Precondition>("expected");
    using enum Precondition;
    QTest::newRow("modified since") << "If-Modified-Since: " + after << Holds;
    QTest::newRow("unmodified since") << "If-Unmodified-Since: " + before << Holds;
    QTest::newRow("has one") << QByteArray("If-None-Match: \"a\", \"\"") << Holds;
    QTest::newRow("has any") << QByteArray("If-None-Match: *") << NotModified;
    QTest::newRow("wants one") << QByteArray("If-Match: \"a\"") << Failed;
    QTest::newRow("wants any") << QByteArray("If-Match: *") << Holds;
}

void TestConditions::withoutValidators()
{
    QFETCH(QByteArray, fields);
    QFETCH(Precondition, expected);
    QCOMPARE(preconditionOf(Method::Get, fieldsOf(fields), {}), expected);
}

void TestConditions::ranges_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<bool>("wants");
    QTest::addColumn<bool>("ofWeak");
    const auto row = [](const QByteArray &fields, bool wants, bool ofWeak) {
        QTest::newRow(fields.isEmpty() ? "none" : fields.constData()) << fields << wants << ofWeak;
    };
    row("", true, true);
    row("If-Range: \"a,b\"", true, false);
    row("If-Range: W/\"a,b\"", false, false);
    row("If-Range: \"x\"", false, false);
    row("If-Range: \"x\", \"a,b\"", false, false);
    row("If-Range: *", false, false);
    row("If-Range:", false, false);
    row("If-Range: a,b", false, false);
    row("If-Range: " + then, true, true);
    row("If-Range: Sunday, 06-Nov-94 08:49:37 GMT", true, true);
    row("If-Range: " + before, false, false); // exactly that one (RFC 9110 §13.1.5)
    row("If-Range: " + after, false, false);
    row("If-Range: \"a,b\"\r\nIf-Range: \"a,b\"", false, false);
}

void TestConditions::ranges()
{
    QFETCH(QByteArray, fields);
    QFETCH(bool, wants);
    QFETCH(bool, ofWeak);
    QCOMPARE(wantsRanges(fieldsOf(fields), strong), wants);
    QCOMPARE(wantsRanges(fieldsOf(fields), weakly), ofWeak);
    if (!fields.isEmpty())
        QVERIFY(!wantsRanges(fieldsOf(fields), {}));
}

QTEST_APPLESS_MAIN(TestConditions)
#include "tst_conditions.moc"
