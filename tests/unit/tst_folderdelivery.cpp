#include "overlap/folder/delivery.h"
#include "overlap/folder/types.h"
#include "overlap/http/parser.h"

#include <QTest>

using namespace overlap;
using namespace overlap::folder;
using namespace std::chrono_literals;

// Pure. What a request gets of a file with ten bytes.
class TestFolderDelivery : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void answers_data();
    void answers();
    void wholeFile();
    void nothingNew();
    void oneRange();
    void severalRanges();
    void emptyFile_data();
    void emptyFile();
    void youngFilesAreNotTrusted_data();
    void youngFilesAreNotTrusted();
    void tagsAreOfOneState();
    void types_data();
    void types();
};

namespace {

constexpr http::Time modified = 784111777s + 250ms;
constexpr http::Time now = modified + 1h;
const QByteArray then = "Sun, 06 Nov 1994 08:49:37 GMT";
const QByteArray before = "Sun, 06 Nov 1994 08:49:36 GMT";
const Stamp stamp{.size = 10, .modifiedNs = modified.count(), .id = 7};
const QByteArray content = "0123456789";

QByteArray tag()
{
    return validatorsOf(stamp, now).tag;
}

Delivery delivered(const QByteArray &method, const QByteArray &fields, const Stamp &of = stamp)
{
    const QByteArray head = method + " /a.txt HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
    QByteArrayView rest = head;
    http::Parser parser;
    if (parser.parse(rest, http::Limits()) != http::Parser::Step::Complete)
        return {};
    return deliveryOf(parser.request(), "text/plain", of, now, "edge");
}

QByteArray bodyOf(const Delivery &delivery)
{
    QByteArray body;
    for (const auto &[text, range] : delivery.parts)
        body += text + content.sliced(range.first, range.size);
    return body + delivery.after;
}

QByteArray fieldOf(const Delivery &delivery, QByteArrayView name)
{
    return delivery.head.headers.find(name).value_or("-").toByteArray();
}

} // namespace

void TestFolderDelivery::answers_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("ofHead"); // RFC 9110 §14.2: only GET has ranges
    const auto row = [](const QByteArray &fields, int status, const char *body, int ofHead) {
        const QByteArray lines = fields.isEmpty() ? QByteArray() : fields + "\r\n";
        QTest::addRow("%s", fields.constData()) << lines << status << QByteArray(body) << ofHead;
    };
    row("", 200, "0123456789", 200);
    row("Range: bytes=0-4", 206, "01234", 200);
    row("Range: bytes=-3", 206, "789", 200);
    row("range: Bytes=2-", 206, "23456789", 200);
    row("Range: bytes=0-", 206, "0123456789", 200);
    row("Range: bytes=3-1", 200, "0123456789", 200);
    row("Range: lines=1-3", 200, "0123456789", 200);
    row("Range: bytes=0-1\r\nRange: bytes=4-5", 200, "0123456789", 200);
    row("Range: bytes=10-", 416, "", 200);
    row("Range: bytes=-0", 416, "", 200);

    row("If-None-Match: " + tag(), 304, "", 304);
    row("If-None-Match: W/" + tag(), 304, "", 304);
    row("If-None-Match: \"x\"", 200, "0123456789", 200);
    row("If-Modified-Since: " + then, 304, "", 304);
    row("If-Modified-Since: " + before, 200, "0123456789", 200);
    row("If-Match: " + tag(), 200, "0123456789", 200);
    row("If-Match: \"x\"", 412, "", 412);
    row("If-Unmodified-Since: " + then, 200, "0123456789", 200);
    row("If-Unmodified-Since: " + before, 412, "", 412);

    // A condition comes first, then If-Range, then the range (§13.2.2).
    const QByteArray range = "Range: bytes=0-1\r\n";
    row(range + "If-None-Match: " + tag(), 304, "", 304);
    row(range + "If-None-Match: \"x\"", 206, "01", 200);
    row(range + "If-Match: " + tag(), 206, "01", 200);
    row(range + "If-Match: \"x\"", 412, "", 412);
    row(range + "If-Range: " + tag(), 206, "01", 200);
    row(range + "If-Range: W/" + tag(), 200, "0123456789", 200);
    row(range + "If-Range: \"x\"", 200, "0123456789", 200);
    row(range + "If-Range: " + then, 206, "01", 200);
    row(range + "If-Range: " + before, 200, "0123456789", 200);
    row("If-Range: \"x\"", 200, "0123456789", 200);
    row("Range: bytes=10-\r\nIf-Range: \"x\"", 200, "0123456789", 200);
    row("Range: bytes=10-\r\nIf-Range: " + tag(), 416, "", 200);
    row("Range: bytes=10-\r\nIf-None-Match: " + tag(), 304, "", 304);
}

void TestFolderDelivery::answers()
{
    QFETCH(QByteArray, fields);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(int, ofHead);
    const Delivery got = delivered("GET", fields);
    QCOMPARE(int(got.head.status), status);
    QCOMPARE(bodyOf(got), body);
    QCOMPARE(got.size(), body.size());
    const Delivery head = delivered("HEAD", fields);
    QCOMPARE(int(head.head.status), ofHead);
    if (ofHead == 200)
        QCOMPARE(head.size(), content.size());
}

void TestFolderDelivery::wholeFile()
{
    const Delivery got = delivered("GET", "");
    QCOMPARE(fieldOf(got, "ETag"), tag());
    QCOMPARE(fieldOf(got, "Last-Modified"), then);
    QCOMPARE(fieldOf(got, "Cache-Control"), QByteArray("no-cache"));
    QCOMPARE(fieldOf(got, "Accept-Ranges"), QByteArray("bytes"));
    QCOMPARE(fieldOf(got, "Content-Type"), QByteArray("text/plain"));
    QCOMPARE(got.head.headers.size(), 5);
    QCOMPARE(delivered("HEAD", "").head.headers.text(), got.head.headers.text());
}

// RFC 9110 §15.4.5
void TestFolderDelivery::nothingNew()
{
    const Delivery got = delivered("GET", "If-None-Match: *\r\n");
    QCOMPARE(fieldOf(got, "ETag"), tag());
    QCOMPARE(fieldOf(got, "Cache-Control"), QByteArray("no-cache"));
    QCOMPARE(got.head.headers.size(), 2);
}

void TestFolderDelivery::oneRange()
{
    const Delivery got = delivered("GET", "Range: bytes=3-5\r\n");
    QCOMPARE(fieldOf(got, "Content-Range"), QByteArray("bytes 3-5/10"));
    QCOMPARE(fieldOf(got, "Content-Type"), QByteArray("text/plain"));
    QCOMPARE(fieldOf(got, "ETag"), tag());
    QCOMPARE(fieldOf(got, "Last-Modified"), then);
    const Delivery joined = delivered("GET", "Range: bytes=3-5,4-7\r\n");
    QCOMPARE(fieldOf(joined, "Content-Range"), QByteArray("bytes 3-7/10"));
    QCOMPARE(bodyOf(joined), QByteArray("34567"));
    const Delivery none = delivered("GET", "Range: bytes=99-\r\n");
    QCOMPARE(fieldOf(none, "Content-Range"), QByteArray("bytes */10"));
}

// RFC 9110 §14.6, §15.3.7.2: the fields of a part are in the body, not in the head.
void TestFolderDelivery::severalRanges()
{
    const Delivery got = delivered("GET", "Range: bytes=7-, 0-1\r\n");
    QCOMPARE(int(got.head.status), 206);
    QCOMPARE(fieldOf(got, "Content-Type"), QByteArray("multipart/byteranges; boundary=edge"));
    QCOMPARE(fieldOf(got, "Content-Range"), QByteArray("-"));
    QCOMPARE(bodyOf(got), QByteArray("--edge\r\n"
                                     "Content-Type: text/plain\r\n"
                                     "Content-Range: bytes 7-9/10\r\n"
                                     "\r\n"
                                     "789\r\n"
                                     "--edge\r\n"
                                     "Content-Type: text/plain\r\n"
                                     "Content-Range: bytes 0-1/10\r\n"
                                     "\r\n"
                                     "01\r\n"
                                     "--edge--\r\n"));
    QCOMPARE(got.size(), bodyOf(got).size());
}

void TestFolderDelivery::emptyFile_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<int>("status");
    QTest::newRow("whole") << QByteArray() << 200;
    QTest::newRow("from its begin") << QByteArray("Range: bytes=0-\r\n") << 416;
    QTest::newRow("its end") << QByteArray("Range: bytes=-5\r\n") << 200;
}

void TestFolderDelivery::emptyFile()
{
    QFETCH(QByteArray, fields);
    QFETCH(int, status);
    const Delivery got = delivered("GET", fields, {.size = 0, .modifiedNs = 5, .id = 7});
    QCOMPARE(int(got.head.status), status);
    QCOMPARE(got.size(), 0);
}

void TestFolderDelivery::youngFilesAreNotTrusted_data()
{
    QTest::addColumn<qint64>("ageMs");
    QTest::addColumn<bool>("isStrong");
    QTest::addColumn<bool>("hasDate");
    QTest::newRow("in the future") << qint64(-1000) << false << false;
    QTest::newRow("now") << qint64(0) << false << false;
    QTest::newRow("in this second") << qint64(749) << false << false;
    QTest::newRow("in the last second") << qint64(750) << false << true;
    QTest::newRow("nearly 2 s ago") << qint64(1999) << false << true;
    QTest::newRow("2 s ago") << qint64(2000) << true << true;
}

void TestFolderDelivery::youngFilesAreNotTrusted()
{
    QFETCH(qint64, ageMs);
    QFETCH(bool, isStrong);
    QFETCH(bool, hasDate);
    const http::Validators got = validatorsOf(stamp, modified + std::chrono::milliseconds(ageMs));
    QCOMPARE(got.tag, isStrong ? tag() : "W/" + tag());
    QCOMPARE(got.modified.has_value(), hasDate);
}

void TestFolderDelivery::tagsAreOfOneState()
{
    const QByteArray first = tag();
    QVERIFY(first.startsWith('"') && first.endsWith('"') && first.size() == 18);
    for (const Stamp &other : {Stamp{11, stamp.modifiedNs, 7}, Stamp{10, stamp.modifiedNs + 1, 7},
                               Stamp{10, stamp.modifiedNs, 8}})
        QVERIFY(validatorsOf(other, now).tag != first);
    QCOMPARE(validatorsOf(stamp, now + 1000h).tag, first);
}

void TestFolderDelivery::types_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("type");
    const auto row = [](const char *name, const char *type) {
        QTest::newRow(name) << QString::fromLatin1(name) << QByteArray(type);
    };
    row("index.html", "text/html; charset=utf-8");
    row("INDEX.HTM", "text/html; charset=utf-8");
    row("a.css", "text/css; charset=utf-8");
    row("a.min.js", "text/javascript; charset=utf-8");
    row("a.mjs", "text/javascript; charset=utf-8");
    row("a.json", "application/json");
    row("a.js.map", "application/json");
    row("a.wasm", "application/wasm");
    row("a.svg", "image/svg+xml");
    row("a.txt", "text/plain; charset=utf-8");
    row("a.csv", "text/csv; charset=utf-8");
    row("a.png", "image/png");
    row("a.JPG", "image/jpeg");
    row("a.woff2", "font/woff2");
    row("a.pdf", "application/pdf");
    row("a.zip", "application/zip");
    row("a.odt", "application/vnd.oasis.opendocument.text");
    row("a.flac", "audio/flac");
    row("html", "application/octet-stream");
    row("a.", "application/octet-stream");
    row("a.no-such-type", "application/octet-stream");
}

void TestFolderDelivery::types()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, type);
    QCOMPARE(typeOf(name), type);
    QCOMPARE(typeOf(name), type); // as it is known now
}

QTEST_APPLESS_MAIN(TestFolderDelivery)
#include "tst_folderdelivery.moc"
