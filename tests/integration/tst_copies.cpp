#include "overlap/analysis/messagehead.h"
#include "panels/curl.h"
#include "patience.h"
#include "rawclient.h"
#include "serving.h"
#include "windowsshells.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <algorithm>
#include <optional>

using namespace overlap;
using namespace Qt::StringLiterals;

// A shell runs the copied cURL command: the server must receive the same request again.
class TestCopies : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data();
    void initTestCase();
    void init();
    void cleanup() { m_serving.reset(); }
    void requests_data();
    void requests();
    void requestsFromWindows_data() { requests_data(); }
    void requestsFromWindows();
    void brokenOnes_data();
    void brokenOnes();
    void bodyThatIsNotKept_data();
    void bodyThatIsNotKept();
    void secretsLeftOut_data();
    void secretsLeftOut();

private:
    QByteArray origin() { return m_serving->session().url().toString().chopped(1).toLatin1(); }
    std::optional<record::KeptDetails> received(const QByteArray &bytes);
    void run(const QString &shell, const QString &command);
    void run(const windows::CurlRun &curl);
    void start(QProcess &process);
    record::KeptDetails detailsOf(quint64 row) const { return m_serving->store().details(row); }

    QTemporaryDir m_home;
    std::optional<Serving> m_serving;
};

namespace {

using analysis::MessageHead;

// curl moves these two fields. Their place has no meaning (RFC 9110 §5.3).
bool isMoved(const MessageHead::Field &field)
{
    return analysis::isNamed(field, "Host") || analysis::isNamed(field, "Content-Length");
}

// The request line, the fields in their order, and then the moved fields, in lower case.
QByteArrayList lines(const record::KeptDetails &request)
{
    const MessageHead head = analysis::splitMessageHead(request.requestHead);
    QByteArrayList inOrder{head.startLine.toByteArray()}, moved;
    for (const MessageHead::Field &field : head.fields) {
        const QByteArray name = field.name.toByteArray();
        const QByteArray value = ": " + field.value.toByteArray();
        if (isMoved(field))
            moved += name.toLower() + value;
        else
            inOrder += name + value;
    }
    std::ranges::sort(moved);
    return inOrder + moved;
}

QByteArray chunked(const QByteArray &method, const QByteArray &target, const QByteArray &chunks)
{
    return method + ' ' + target + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" +
           chunks;
}

QByteArray sized(const QByteArray &method, const QByteArray &body, const QByteArray &fields = {})
{
    return method +
           " /echo HTTP/1.1\r\nHost: h\r\nContent-Length: " + QByteArray::number(body.size()) +
           "\r\n" + fields + "\r\n" + body;
}

QByteArray get(const QByteArray &target, const QByteArray &fields = {})
{
    return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
}

} // namespace

void TestCopies::initTestCase_data()
{
    QTest::addColumn<net::TransportFactory>("transport");
    QTest::addColumn<int>("threads");
    QTest::newRow("fastest") << net::fastestTransport << 1;
}

void TestCopies::initTestCase()
{
    if (QStandardPaths::findExecutable(u"curl"_s).isEmpty())
        QSKIP("curl is not installed");
    if (QStandardPaths::findExecutable(u"sh"_s).isEmpty())
        QSKIP("needs a POSIX shell");
}

void TestCopies::init()
{
    Settings settings;
    if (QTest::currentTestFunction() == QByteArrayView("brokenOnes")) // whose rest never comes
        settings.connections.limits.bodyWindow = std::chrono::milliseconds(300);
    m_serving.emplace(settings);
    QVERIFY(m_serving->isServing());
}

// What the store keeps of a request that a raw client sends.
std::optional<record::KeptDetails> TestCopies::received(const QByteArray &bytes)
{
    const record::Row row = m_serving->store().endRow();
    RawClient client(m_serving->port());
    client.send(bytes);
    if (!QTest::qWaitFor([&] { return m_serving->store().endRow() > row; }, 10'000))
        return {};
    return detailsOf(row);
}

// Without what this user has set.
void TestCopies::start(QProcess &process)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOME"_s, m_home.path());
    environment.insert(u"no_proxy"_s, u"*"_s);
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(m_home.path());
    process.setStandardOutputFile(QProcess::nullDevice());
    const record::Row row = m_serving->store().endRow();
    process.start();
    QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 20'000);
    QTRY_VERIFY2(m_serving->store().endRow() > row, process.readAllStandardError());
}

void TestCopies::run(const QString &shell, const QString &command)
{
    QFile script(m_home.filePath(u"script"_s)); // the command may be too long for an argument
    QVERIFY(script.open(QIODevice::WriteOnly));
    QCOMPARE(script.write(command.toUtf8()), command.toUtf8().size());
    script.close();
    QProcess process;
    process.setProgram(shell);
    process.setArguments({script.fileName()});
    start(process);
}

void TestCopies::run(const windows::CurlRun &curl)
{
    QProcess process;
    process.setProgram(u"curl"_s);
    process.setArguments(curl.arguments);
    if (curl.readsBodyFile)
        process.setStandardInputFile(m_home.filePath(u"body.bin"_s));
    start(process);
}

void TestCopies::requests_data()
{
    QTest::addColumn<QByteArray>("request");
    const auto row = [](const char *name, const QByteArray &request) {
        QTest::newRow(name) << request;
    };
    row("plain", get("/"));
    row("query", get("/sleep/1ms?n=8&m=a+b%20c&d=100%25"));
    row("empty query", get("/?"));
    row("two slashes", get("//a//b"));
    row("dots", get("/a/./../b/.."));
    row("escaped dots", get("/a/%2e%2e/%2E/b"));
    row("globs", get("/{a,b}/[1-3]?x[]=1&y[a]=2"));
    row("odd characters", get("/a\"<b>\\^`|'$(touch+x)?!$HOME;&*~@"));
    row("absolute-form", "GET http://other:81/a/../b?c HTTP/1.1\r\nHost: other:81\r\n\r\n");
    row("asterisk", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n");
    row("method in lower case", "get / HTTP/1.1\r\nHost: h\r\n\r\n");
    row("odd method", "M-SEARCH!'` / HTTP/1.1\r\nHost: h\r\n\r\n");
    row("delete", "DELETE /a HTTP/1.1\r\nHost: h\r\n\r\n");
    row("head", "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
    row("HTTP/1.0", "GET / HTTP/1.0\r\n\r\n");
    row("HTTP/1.0 with a host", "GET / HTTP/1.0\r\nHost: h\r\n\r\n");
    row("HTTP/1.0, kept alive", "HEAD / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    row("HTTP/1.0 with a body", "POST /echo HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc");
    row("host of another name", get("/").replace("Host: h", "hOST: www.example.com:8080"));
    row("host of IPv6", get("/").replace("Host: h", "Host: [::1]:7878"));
    row("empty fields", get("/", "X-Empty:\r\nAccept:\r\nUser-Agent: \r\nCookie:\r\n"));
    row("repeated fields", get("/", "A: 1\r\nB: 2\r\nA: 1\r\na: 3\r\nCookie: a\r\nCookie: b\r\n"));
    row("what curl says, too", get("/", "Accept: text/html\r\nUser-Agent: it's me\r\n"
                                        "Accept-Encoding: gzip, br\r\nReferer: http://h/\r\n"));
    row("names", get("/", "!#$%&'*+-.^_`|~: odd\r\nx_y: 1\r\n"));
    row("blanks around values", get("/", "A:b\r\nB:  c \t\r\nC:\t d e\r\n"));
    row("quotes", get("/", "A: '; touch owned; echo \"`id`$(id)\\'\r\n"));
    row("history", get("/", "A: wow!! !1 ^a^b^\r\n"));
    row("tab within", get("/", "A: a\tb\r\n"));
    row("Latin 1", get("/", "A: caf\xe9 \xff\x80\r\n"));
    row("UTF-8", get("/", "A: café ☕ 例え\r\n"));
    row("right to left", get("/", "A: \u202egnp.exe \u200b!\r\n"));
    row("format", get("/", "A: \xe9%s%n\\n\\041 -e\r\n"));
    row("begins with @", get("/", "A: @/etc/passwd\r\n"));
    row("close", get("/", "Connection: close\r\n"));
    row("keep-alive", get("/", "Connection: keep-alive\r\nKeep-Alive: 5\r\n"));
    row("upgrade", get("/", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                            "HTTP2-Settings: AAMAAABkAAQ\r\n"));
    row("TE", get("/", "TE: trailers, gzip\r\nConnection: TE\r\n"));
    row("range and conditions", get("/", "Range: bytes=0-5\r\nIf-None-Match: \"a\", W/\"b\"\r\n"
                                         "If-Modified-Since: Sat, 1 Jan 2000 00:00:00 GMT\r\n"));
    row("authorization", get("/", "Authorization: Basic YTpi\r\nCookie: sid=a; b=\"c\"\r\n"));
    row("long field", get("/", "A: " + QByteArray(20'000, 'a') + "\r\n"));
    row("many fields", get("/", QByteArray("X: y\r\n").repeated(150)));
    row("get with no length", get("/", "Content-Length: 0\r\n"));
    row("get with a body", sized("GET", "abc"));
    row("head with a body", sized("HEAD", "abc"));
    row("head with length 0", sized("HEAD", ""));
    row("delete with a body", sized("DELETE", "abc"));
    row("options with a body", sized("OPTIONS", "abc"));
    row("post without a length", "POST /echo HTTP/1.1\r\nHost: h\r\n\r\n");
    row("post with length 0", sized("POST", ""));
    row("length with zeros", sized("POST", "abc").replace("h: 3", "h: 003"));
    row("length 0 and a type", sized("PUT", "", "Content-Type: text/plain\r\n"));
    row("form",
        sized("POST", "a=b&c=%20d+e&f='g'", "Content-Type: application/x-www-form-urlencoded\r\n"));
    row("JSON", sized("POST", R"({"it's": "a \"b\" \\ !x $y `z` %d"})",
                      "Content-Type: application/json\r\n"));
    row("JSON in lines", sized("POST", "{\n  \"a\": \"it's!\",\n^x^y^\n!! !a\n}\n\n"));
    row("JSON that asks for help", sized("POST", "{\n  \"a\": \"run x /? now\"\n}"));
    row("JSON with tabs", sized("PATCH", "{\n\t\"a\": \"100% 'b' \\n!\"\n\t}\n"));
    row("lines that end with CR LF", sized("POST", "a\r\nb\r\n\r\n-c\r\n"));
    row("line feeds alone", sized("POST", "\n\n\n"));
    row("begins with a minus", sized("POST", "-n a\tb"));
    row("names a file", sized("POST", "@/etc/passwd"));
    row("names standard input", sized("POST", "@-"));
    row("NULs", sized("POST", QByteArray("\0a\0001\0", 5)));
    QByteArray all;
    for (int byte = 0; byte < 256; ++byte)
        all += char(byte);
    row("every byte", sized("POST", all + all));
    row("body of Latin 1", sized("POST", "caf\xe9"));
    row("body of UTF-8", sized("POST", "café ☕ \u202e \u200b\tä"));
    row("body that begins with a mark", sized("POST", "\xef\xbb\xbf{}"));
    row("multipart", sized("POST",
                           "--b\r\nContent-Disposition: form-data; name=\"f\"; "
                           "filename=\"a'.bin\"\r\n\r\n\x01\xff\r\n--b--\r\n",
                           "Content-Type: multipart/form-data; boundary=b\r\n"));
    row("40 000 bytes", sized("POST", QByteArray("0123456789abcde\n").repeated(2500)));
    row("as many as are kept", sized("POST", QByteArray(record::Details::maxKeptBody, 'x')));
    row("as many quotes", sized("POST", QByteArray(record::Details::maxKeptBody, '\'')));
    row("expectation", sized("POST", "abc", "Expect: 100-continue\r\n"));
    row("chunks", chunked("POST", "/echo", "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n"));
    row("chunks of GET", chunked("GET", "/", "3\r\nabc\r\n0\r\n\r\n"));
    row("no chunk", chunked("POST", "/echo", "0\r\n\r\n"));
    row("no chunk of HEAD", chunked("HEAD", "/", "0\r\n\r\n"));
    row("chunks in capitals",
        chunked("PUT", "/echo", "1\r\na\r\n0\r\n\r\n").replace("chunked", "CHUNKED"));
}

void TestCopies::requests()
{
    QFETCH(QByteArray, request);
    const auto original = received(request);
    QVERIFY(original && original->isWhole);
    const QString command = ui::curlCommand(ui::Shell::Posix, origin(), *original, true);
    QVERIFY2(command.startsWith("curl "_L1) || command.startsWith("printf "_L1),
             qPrintable(command)); // without any note
    for (const QString &shell : {u"sh"_s, u"bash"_s, u"zsh"_s}) {
        if (QStandardPaths::findExecutable(shell).isEmpty())
            continue;
        const record::Row row = m_serving->store().endRow();
        run(shell, command);
        if (QTest::currentTestFailed())
            return;
        const record::KeptDetails copy = detailsOf(row);
        QCOMPARE(lines(copy), lines(*original));
        QVERIFY2(copy.requestBody == original->requestBody, qPrintable(command));
        QCOMPARE(copy.isWhole, original->isWhole);
    }
}

// The commands for Windows' shells, as models of these run them.
void TestCopies::requestsFromWindows()
{
    QFETCH(QByteArray, request);
    const auto original = received(request);
    QVERIFY(original);
    const QString temporary = m_home.filePath(u"t"_s); // + "\\overlap.curl" is a file's name here
    const auto command = [&](ui::Shell shell) {
        return ui::curlCommand(shell, origin(), *original, true);
    };
    for (const auto &curl :
         {windows::Cmd(temporary).run(command(ui::Shell::Cmd)),
          windows::PowerShell(temporary, 5).run(command(ui::Shell::PowerShell)),
          windows::PowerShell(temporary, 7).run(command(ui::Shell::PowerShell))}) {
        QVERIFY(curl);
        const record::Row row = m_serving->store().endRow();
        run(*curl);
        if (QTest::currentTestFailed())
            return;
        const record::KeptDetails copy = detailsOf(row);
        QCOMPARE(lines(copy), lines(*original));
        QVERIFY(copy.requestBody == original->requestBody);
        QCOMPARE(copy.isWhole, original->isWhole);
    }
}

void TestCopies::brokenOnes_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<bool>("isSame"); // as far as the request came
    const auto row = [](const char *name, const QByteArray &request, bool isSame) {
        QTest::newRow(name) << request << isSame;
    };
    row("body that broke off", sized("POST", "abcdef").replace("h: 6", "h: 60"), true);
    row("body that is too large", sized("POST", "").replace("h: 0", "h: 99999999"), true);
    row("two lengths", sized("POST", "", "Content-Length: 5\r\n"), true);
    row("length and chunks", sized("POST", "", "Transfer-Encoding: chunked\r\n"), true);
    row("unknown coding", get("/", "Transfer-Encoding: gzip\r\n"), true);
    row("unknown expectation", sized("POST", "", "Expect: a\r\n"), true);
    row("host without a name", get("/").replace("Host: h", "Host:"), true);
    row("length twice in a list", sized("POST", "abc").replace("h: 3", "h: 3, 3"), true);
    row("no host", "GET / HTTP/1.1\r\n\r\n", true);
    row("fragment", "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n", false); // refused at the #
    row("two hosts", get("/", "Host: i\r\n"), false);
    row("folded", get("/", "A: b\r\n c\r\n"), false);
    row("file of fields", get("/", "@/etc/passwd: x\r\n"), false);
    row("chunks that break off", chunked("POST", "/echo", "3\r\nabc\r\n0\r\nx"), false);
}

// A note says that they are broken. The command sends what can be sent of them.
void TestCopies::brokenOnes()
{
    QFETCH(QByteArray, request);
    QFETCH(bool, isSame);
    const auto original = received(request);
    QVERIFY(original && !original->isWhole);
    const QString command = ui::curlCommand(ui::Shell::Posix, origin(), *original, true);
    QVERIFY2(command.startsWith(": 'NOT THE SAME"_L1), qPrintable(command));
    const record::Row row = m_serving->store().endRow();
    run(u"sh"_s, command);
    if (!isSame || QTest::currentTestFailed())
        return;
    QCOMPARE(lines(detailsOf(row)), lines(*original));
    QCOMPARE(detailsOf(row).requestBody, original->requestBody);
}

void TestCopies::bodyThatIsNotKept_data()
{
    QTest::addColumn<bool>("kept");
    QTest::newRow("cut") << true;
    QTest::newRow("left out") << false;
}

// The command sends nothing until the file with the body exists.
void TestCopies::bodyThatIsNotKept()
{
    QFETCH(bool, kept);
    const QByteArray body = QByteArray("0123456789").repeated(10'000);
    auto original = received(sized("POST", body));
    QVERIFY(original);
    QCOMPARE(original->requestBodySize, body.size());
    QCOMPARE(original->requestBody.size(), record::Details::maxKeptBody);
    if (!kept)
        original->requestBody.clear();
    const QString command = ui::curlCommand(ui::Shell::Posix, origin(), *original, true);
    QVERIFY2(command.startsWith(u": 'NOT COMPLETE: of the body, %1 of 100000 bytes"_s.arg(
                 original->requestBody.size())),
             qPrintable(command));
    QFile file(m_home.filePath(u"body.bin"_s));
    QProcess process;
    process.setWorkingDirectory(m_home.path());
    const record::Row row = m_serving->store().endRow();
    process.start(u"sh"_s, {u"-c"_s, command});
    QTRY_COMPARE(process.state(), QProcess::NotRunning);
    QVERIFY(process.exitCode() != 0);
    QVERIFY(process.readAllStandardError().contains("body.bin"));
    QCOMPARE(m_serving->session().begun(), m_serving->store().total());
    QCOMPARE(m_serving->store().endRow(), row);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(body), body.size());
    file.close();
    run(u"sh"_s, command);
    const auto fromCmd =
        windows::Cmd({}).run(ui::curlCommand(ui::Shell::Cmd, origin(), *original, true));
    QVERIFY(fromCmd && fromCmd->readsBodyFile);
    run(*fromCmd);
    const auto fromPowerShell = windows::PowerShell({}, 5).run(
        ui::curlCommand(ui::Shell::PowerShell, origin(), *original, true));
    QVERIFY(fromPowerShell);
    run(*fromPowerShell);
    file.remove();
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(m_serving->store().endRow(), row + 3);
    for (record::Row copy = row; copy < row + 3; ++copy) {
        QCOMPARE(lines(detailsOf(copy)), lines(*original));
        QCOMPARE(detailsOf(copy).requestBodySize, body.size());
        QCOMPARE(detailsOf(copy).requestBody, body.first(record::Details::maxKeptBody));
    }
}

void TestCopies::secretsLeftOut_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("masked");
    const auto row = [](const char *name, const QByteArray &request, const QByteArray &masked) {
        QTest::newRow(name) << request << masked;
    };
    row("head", get("/?token=a&n=1", "Cookie: a=b\r\nX-A: it's\r\n"),
        get("/?token=MASKED&n=1", "Cookie: MASKED\r\nX-A: it's\r\n"));
    row("JSON", sized("POST", "{\n  \"password\": \"a\\\"b\",\n  \"n\": 1\n}"),
        sized("POST", "{\n  \"password\": \"MASKED\",\n  \"n\": 1\n}"));
    const QByteArray part = "--b\r\nContent-Disposition: form-data; name=\"pin\"\r\n\r\n";
    row("multipart", sized("POST", part + "1\r\n--b--\r\n"),
        sized("POST", part + "MASKED\r\n--b--\r\n"));
    row("chunks", chunked("POST", "/echo", "5\r\npin=1\r\n0\r\n\r\n"),
        chunked("POST", "/echo", "a\r\npin=MASKED\r\n0\r\n\r\n"));
}

// Everything else is the same, and Content-Length is right.
void TestCopies::secretsLeftOut()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, masked);
    const auto original = received(request);
    const auto expected = received(masked);
    QVERIFY(original && expected);
    const QString command = ui::curlCommand(ui::Shell::Posix, origin(), *original, false);
    QVERIFY2(command.startsWith(": 'NOT THE SAME: secrets are left out"_L1), qPrintable(command));
    const record::Row row = m_serving->store().endRow();
    run(u"sh"_s, command);
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(lines(detailsOf(row)), lines(*expected));
    QCOMPARE(detailsOf(row).requestBody, expected->requestBody);
}

QTEST_GUILESS_MAIN(TestCopies)
#include "tst_copies.moc"
