#include "rawclient.h"
#include "serving.h"
#include "waysout.h"

#include "overlap/scenario/scenariofile.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>

using namespace overlap;
using namespace Qt::StringLiterals;

// Rules that lead to a folder, in a session that serves: what their clients get of its files, and
// what the rules know of it.
class TestFolderRules : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void init();
    void wayToAFile_data();
    void wayToAFile();
    void nothingOutside();
    void stepsComeFirst();
    void rateHolds_data();
    void rateHolds();
    void keptFilesAreAskedAbout();
    void rangesOfAFile();
    void fileChangesMeanwhile_data();
    void fileChangesMeanwhile();
    void missingFolderIsTold();
    void pagesDoNotControl();

private:
    struct Answer
    {
        int status = 0;
        QByteArray head;
        QByteArray body;
        QByteArray field(const QByteArray &name) const; // its value
    };
    static Answer ask(const Serving &serving, const QByteArray &line,
                      const QByteArray &fields = {});
    scenario::Scenario rulesFrom(const QByteArray &rules) const;
    QByteArray write(const QString &name, qsizetype size) const; // what is in it
    void write(const QString &name, const QByteArray &text) const;

    std::unique_ptr<QTemporaryDir> m_directory; // the scenario is here
};

void TestFolderRules::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    write(u"secret.txt"_s, "This must not get out.");
    write(u"public/index.html"_s, "<p>start");
    write(u"public/css/a.css"_s, "p {}");
    write(u"public/b c.txt"_s, "0123456789");
    write(u"public/.env"_s, "This must not get out.");
}

QByteArray TestFolderRules::Answer::field(const QByteArray &name) const
{
    const qsizetype at = head.indexOf("\r\n" + name + ": ");
    const qsizetype from = at + name.size() + 4;
    return at < 0 ? QByteArray() : head.sliced(from, head.indexOf('\r', from) - from);
}

TestFolderRules::Answer TestFolderRules::ask(const Serving &serving, const QByteArray &line,
                                             const QByteArray &fields)
{
    RawClient client(serving.port());
    client.send(line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + fields + "\r\n");
    if (!client.waitUntil([&] { return !client.isOpen(); }))
        return {};
    const QByteArray &all = client.received();
    const qsizetype end = all.indexOf("\r\n\r\n") + 4;
    return {all.mid(9, 3).toInt(), all.first(end), all.sliced(end)};
}

scenario::Scenario TestFolderRules::rulesFrom(const QByteArray &rules) const
{
    const auto got =
        scenario::read("{\"overlap\": 1, \"rules\": [" + rules + "]}", m_directory->path());
    if (const auto *error = std::get_if<scenario::Error>(&got))
        qFatal("%s", qPrintable(error->sentence(u"file"_s)));
    return std::get<scenario::Scenario>(got);
}

void TestFolderRules::write(const QString &name, const QByteArray &text) const
{
    const QString path = m_directory->filePath(name);
    QFile file(path);
    if (!QDir().mkpath(QFileInfo(path).path()) || !file.open(QIODevice::WriteOnly) ||
        file.write(text) != text.size())
        qFatal("The file could not be written.");
}

QByteArray TestFolderRules::write(const QString &name, qsizetype size) const
{
    QByteArray text;
    for (qint64 i = 0; text.size() < size; ++i)
        text += QByteArray::number(i) + '\n';
    text.truncate(size);
    write(name, text);
    return text;
}

void TestFolderRules::wayToAFile_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("says"); // in its head or its body
    const auto row = [](const char *rule, const char *line, int status, const char *says) {
        QTest::addRow("%s: %s", rule, line)
            << QByteArray(rule) << QByteArray(line) << status << QByteArray(says);
    };
    constexpr auto all = R"({"on": "/{rest...}", "to": "folder ./public"})";
    row(all, "GET /", 200, "<p>start");
    row(all, "GET /css/a.css", 200, "Content-Type: text/css; charset=utf-8");
    row(all, "GET /b%20c.txt?x", 200, "0123456789");
    row(all, "HEAD /b%20c.txt", 200, "Content-Length: 10");
    row(all, "GET /css", 307, "Location: ./css/");
    row(all, "GET /css/", 404, "");
    row(all, "GET /.env", 404, "");
    row(all, "GET /../secret.txt", 404, "");
    row(all, "GET /%2e%2e/secret.txt", 404, "");
    row(all, "POST /", 405, "Allow: GET, HEAD, OPTIONS");
    row(all, "OPTIONS /", 204, "Allow: GET, HEAD, OPTIONS");
    row(R"({"on": "/app/{rest...}", "to": "folder ./public"})", "GET /app/", 200, "<p>start");
    row(R"({"on": "/app/{rest...}", "to": "folder ./public"})", "GET /app/css", 307, "./css/");
    row(R"({"on": "/app/{rest...}", "to": "folder ./public"})", "GET /echo", 200, "");
    row(R"({"on": "/css/a.css", "to": "folder public"})", "GET /css/a.css", 200, "p {}");
    row(R"({"on": "GET /{x}", "to": "folder public"})", "GET /index.html", 200, "<p>start");
    constexpr auto more = R"({"on": "/{rest...}", "to": {"folder": "public", "listing": true,
                                                           "fallback": "index.html"}})";
    row(more, "GET /css/", 200, "<a href=\"./a.css\">");
    row(more, "GET /orders/17", 200, "<p>start");
    row(more, "GET /none.js", 404, "");
}

void TestFolderRules::wayToAFile()
{
    QFETCH(QByteArray, rule);
    QFETCH(QByteArray, line);
    QFETCH(int, status);
    QFETCH(QByteArray, says);
    Serving serving;
    serving.session().setScenario(rulesFrom(rule));
    const Answer answer = ask(serving, line);
    QCOMPARE(answer.status, status);
    QVERIFY2((answer.head + answer.body).contains(says), answer.head + answer.body);
    QVERIFY(!answer.body.contains("must not get out"));
    const scenario::Use use = serving.session().ruleUses()[0];
    if (use.taken > 0)
        QCOMPARE(use.lastStatus, std::optional(status));
}

// As their clients send them: those that are no targets are refused before.
void TestFolderRules::nothingOutside()
{
#ifdef Q_OS_UNIX
    const std::pair<QString, QString> links[] = {
        {m_directory->filePath(u"secret.txt"_s), u"file"_s},
        {m_directory->path(), u"up"_s},
        {u".env"_s, u"hidden"_s},
        {u"/etc/passwd"_s, u"passwd"_s},
        {u"/"_s, u"root"_s}};
    for (const auto &[to, name] : links)
        QVERIFY(QFile::link(to, m_directory->filePath(u"public/to-"_s + name)));
#endif
    Serving serving;
    serving.session().setScenario(
        rulesFrom(R"({"on": "/{rest...}", "to": {"folder": "public", "listing": true}})"));
    std::vector<WayOut> all = waysOut();
    for (const char *link : {"to-file", "to-up", "to-up/", "to-up/secret.txt", "to-hidden",
                             "to-passwd", "to-root/", "to-root/etc/passwd", "to-up/../secret.txt"})
        all.push_back({link, WayOut::Verdict::Refused});
    for (const WayOut &way : all) {
        const Answer answer = ask(serving, "GET /" + way.path);
        QVERIFY2(answer.status == 404 || answer.status == 400, way.path + ": " + answer.head);
        QVERIFY2(!answer.body.contains("must not get out") && !answer.body.contains("root:"),
                 way.path);
    }
    QVERIFY(QFile::remove(m_directory->filePath(u"public/index.html"_s)));
    const QByteArray listing = ask(serving, "GET /").body;
    QVERIFY2(listing.contains("b%20c.txt") && !listing.contains("to-") && !listing.contains(".env"),
             listing);
}

void TestFolderRules::stepsComeFirst()
{
    Serving serving;
    serving.session().setScenario(rulesFrom(
        R"({"on": "/{rest...}", "do": "fail=1&status=503&then&gate=g", "to": "folder public"})"));
    QCOMPARE(ask(serving, "GET /css/a.css").status, 503);
    RawClient client(serving.port());
    client.get("/css/a.css");
    QTRY_COMPARE(serving.session().gates().held(), 1u);
    serving.session().gates().open("g");
    QVERIFY(client.waitUntil([&] { return client.hasResponses(1); }));
    QVERIFY(client.received().endsWith("p {}"));
}

void TestFolderRules::rateHolds_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<QByteArray>("rate");
    QTest::addColumn<qint64>("ms");
    QTest::newRow("small") << qsizetype(3'000) << "10kB"_ba << 300ll;
    QTest::newRow("large") << qsizetype(1'000'000) << "4MB"_ba << 250ll;
    QTest::newRow("empty") << qsizetype(0) << "1kB"_ba << 0ll;
}

// Bytes do not come before their time. A busy machine may be later.
void TestFolderRules::rateHolds()
{
    QFETCH(qsizetype, size);
    QFETCH(QByteArray, rate);
    QFETCH(qint64, ms);
    const QByteArray text = write(u"public/a.txt"_s, size);
    Serving serving;
    serving.session().setScenario(
        rulesFrom(R"({"on": "/{rest...}", "to": "folder public", "rate": ")" + rate + R"("})"));
    QElapsedTimer timer;
    timer.start();
    const Answer answer = ask(serving, "GET /a.txt");
    QVERIFY2(timer.elapsed() >= ms, QByteArray::number(timer.elapsed()));
    QVERIFY(answer.body == text);
}

void TestFolderRules::keptFilesAreAskedAbout()
{
    Serving serving;
    serving.session().setScenario(rulesFrom(R"({"on": "/{rest...}", "to": "folder public"})"));
    QFile file(m_directory->filePath(u"public/b c.txt"_s));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.setFileTime(QDateTime::currentDateTimeUtc().addSecs(-60),
                             QFileDevice::FileModificationTime));
    file.close();
    const QByteArray line = "GET /b%20c.txt";
    const Answer first = ask(serving, line);
    const QByteArray tag = first.field("ETag");
    const QByteArray date = first.field("Last-Modified");
    QVERIFY2(tag.startsWith('"') && !date.isEmpty(), first.head);
    const auto statusWith = [&](const QByteArray &fields) {
        const Answer answer = ask(serving, line, fields);
        return QByteArray::number(answer.status) + ' ' + answer.body.left(10);
    };
    QCOMPARE(statusWith("If-None-Match: " + tag + "\r\n"), "304 ");
    QCOMPARE(statusWith("If-None-Match: \"x\", W/" + tag + "\r\n"), "304 ");
    QCOMPARE(statusWith("If-None-Match: \"x\"\r\n"), "200 0123456789");
    QCOMPARE(statusWith("If-Modified-Since: " + date + "\r\n"), "304 ");
    QCOMPARE(statusWith("If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT\r\n"), "200 0123456789");
    QCOMPARE(statusWith("If-Match: " + tag + "\r\n"), "200 0123456789");
    QVERIFY(statusWith("If-Match: \"x\"\r\n").startsWith("412 "));
    QVERIFY(
        statusWith("If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT\r\n").startsWith("412 "));
    const QByteArray range = "Range: bytes=2-4\r\n";
    QCOMPARE(statusWith(range + "If-Range: " + tag + "\r\n"), "206 234");
    QCOMPARE(statusWith(range + "If-Range: " + date + "\r\n"), "206 234");
    QCOMPARE(statusWith(range + "If-Range: \"x\"\r\n"), "200 0123456789");
    write(u"public/b c.txt"_s, "different");
    QCOMPARE(statusWith("If-None-Match: " + tag + "\r\n"), "200 different");
    QCOMPARE(statusWith(range + "If-Range: " + tag + "\r\n"), "200 different");
}

void TestFolderRules::rangesOfAFile()
{
    const QByteArray text = write(u"public/long.txt"_s, 1'000'000);
    Serving serving;
    serving.session().setScenario(rulesFrom(R"({"on": "/{rest...}", "to": "folder public"})"));
    const Answer one = ask(serving, "GET /long.txt", "Range: bytes=100000-899999\r\n");
    QCOMPARE(one.status, 206);
    QCOMPARE(one.field("Content-Range"), "bytes 100000-899999/1000000"_ba);
    QVERIFY(one.body == text.sliced(100'000, 800'000));
    const Answer end = ask(serving, "GET /long.txt", "Range: bytes=-5\r\n");
    QCOMPARE(end.body, text.last(5));

    const Answer two = ask(serving, "GET /long.txt", "Range: bytes=0-1,300000-699999\r\n");
    QCOMPARE(two.status, 206);
    const QByteArray type = two.field("Content-Type");
    QVERIFY2(type.startsWith("multipart/byteranges; boundary="), type);
    const QByteArray line = "--" + type.sliced(type.indexOf('=') + 1);
    const auto part = [&](const QByteArray &range, const QByteArray &bytes) {
        return line + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes " +
               range + "/1000000\r\n\r\n" + bytes + "\r\n";
    };
    QVERIFY(two.body == part("0-1", text.first(2)) +
                            part("300000-699999", text.sliced(300'000, 400'000)) + line + "--\r\n");

    const Answer none = ask(serving, "GET /long.txt", "Range: bytes=1000000-\r\n");
    QCOMPARE(none.status, 416);
    QCOMPARE(none.field("Content-Range"), "bytes */1000000"_ba);
}

void TestFolderRules::fileChangesMeanwhile_data()
{
    QTest::addColumn<QByteArray>("how");
    QTest::newRow("shorter") << "shorter"_ba;
    QTest::newRow("gone") << "gone"_ba;
    QTest::newRow("longer") << "longer"_ba;
}

// A client is in the middle of it.
void TestFolderRules::fileChangesMeanwhile()
{
    QFETCH(QByteArray, how);
    const QByteArray text = write(u"public/a.txt"_s, 20'000'000);
    const QString path = m_directory->filePath(u"public/a.txt"_s);
    Settings settings;
    settings.connections.kernelBuffer = 64 * 1024; // bytes; much less than the answer
    Serving serving(settings);
    serving.session().setScenario(rulesFrom(R"({"on": "/{rest...}", "to": "folder public"})"));
    RawClient client(serving.port(), loopback(), settings.connections.kernelBuffer);
    bool isHeld = true;
    connect(&client.socket(), &QTcpSocket::readyRead, this, [&] {
        if (isHeld && client.received().size() >= 1'000'000)
            client.stopReading();
    });
    client.get("/a.txt");
    QTRY_VERIFY(client.received().size() >= 1'000'000);
    if (how == "shorter") {
        QVERIFY(QFile::resize(path, 15'000'000));
    } else if (how == "gone") {
#ifdef Q_OS_WIN
        QSKIP("here a file that is open stays");
#endif
        QVERIFY(QFile::remove(path));
    } else {
        QFile file(path);
        QVERIFY(file.open(QIODevice::Append) && file.write("more") == 4);
    }
    isHeld = false;
    client.readOn();
    const bool isCut = how == "shorter";
    QTRY_VERIFY(isCut ? !client.isOpen() : client.hasResponses(1));
    const QByteArray body = client.received().sliced(client.received().indexOf("\r\n\r\n") + 4);
    QVERIFY(body == (isCut ? text.first(15'000'000) : text));
    QTRY_COMPARE(serving.store().size(), 1u);
    QCOMPARE(serving.records()[0].outcome,
             isCut ? record::Outcome::CutShort : record::Outcome::Answered);
}

// It is found when it comes.
void TestFolderRules::missingFolderIsTold()
{
    Serving serving;
    QList<Problem> problems;
    connect(&serving.session(), &Session::problemOccurred, this,
            [&](const Problem &problem) { problems += problem; });
    const scenario::Scenario scenario = rulesFrom(R"({"on": "/{rest...}", "to": "folder later"},
                                                    {"on": "/a", "to": "folder later"},
                                                    {"on": "/b", "to": "folder never", "off": true},
                                                    {"on": "/c", "to": "folder public"})");
    serving.session().setScenario(scenario);
    QCOMPARE(problems.size(), 1);
    QCOMPARE(problems[0].kind, Problem::Kind::NotThere);
    QVERIFY(problems[0].text.contains("later"_L1));
    QCOMPARE(ask(serving, "GET /a.txt").status, 404);
    write(u"later/a.txt"_s, "here");
    QCOMPARE(ask(serving, "GET /a.txt").body, "here"_ba);
}

// The pages of a folder are of the server's own origin: they are anybody's nevertheless.
void TestFolderRules::pagesDoNotControl()
{
    Serving serving;
    serving.session().setScenario(rulesFrom(R"({"on": "/{rest...}", "to": "folder public"})"));
    const QByteArray field = "Overlap-Control: 1\r\n";
    QCOMPARE(ask(serving, "GET /gates", field).status, 200);
    for (const QByteArray &page :
         {"Sec-Fetch-Site: same-origin\r\n"_ba, "Origin: http://localhost\r\n"_ba}) {
        QCOMPARE(ask(serving, "GET /gates", field + page).status, 403);
        QCOMPARE(ask(serving, "POST /gates/a/open", field + page).status, 403);
        QCOMPARE(ask(serving, "DELETE /requests", field + page).status, 403);
    }
    QCOMPARE(ask(serving, "GET /gates").status, 404); // a file like others
}

QTEST_GUILESS_MAIN(TestFolderRules)
#include "tst_folderrules.moc"
