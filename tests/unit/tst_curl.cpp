#include "overlap/analysis/messagehead.h"
#include "panels/curl.h"
#include "panels/windowscurl.h"
#include "windowsshells.h"

#include <QProcess>
#include <QStandardPaths>
#include <QtTest>

using namespace overlap::analysis;
using namespace overlap::ui;
using namespace Qt::StringLiterals;

class TestCurl : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void command_data();
    void command();
    void forWindows_data();
    void forWindows();
    void wordsForWindows();
    void withoutSecrets();
    void shellReadsNothing_data();
    void shellReadsNothing();
    void headTakenApart();
    void hex();
};

namespace {

constexpr QByteArrayView origin("http://127.0.0.1:7878");

} // namespace

void TestCurl::command_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("command");
    const auto row = [](const char *name, const char *head, const QByteArray &body,
                        const QString &text) {
        QTest::newRow(name) << QByteArray(head) << body << text;
    };
    const QString silent = u" \\\n  -H 'User-Agent:' \\\n  -H 'Accept:'"_s;
    row("plain",
        "GET /sleep?n=8 HTTP/1.1\r\nHost: 127.0.0.1:7878\r\nAccept: a\r\nUser-Agent: b\r\n\r\n", {},
        u"curl 'http://127.0.0.1:7878/sleep?n=8' \\\n  -H 'Accept: a' \\\n  -H 'User-Agent: b'"_s);
    row("fields", "GET / HTTP/1.1\r\nhost: x\r\nAccept: */*\r\nX-Empty:\r\nX-Q: it's\r\n\r\n", {},
        u"curl 'http://127.0.0.1:7878/' \\\n  -H 'host: x' \\\n  -H 'Accept: */*' \\\n"
        "  -H 'X-Empty;' \\\n  -H 'X-Q: it'\\''s' \\\n  -H 'User-Agent:'"_s);
    row("head", "HEAD / HTTP/1.0\r\n\r\n", {},
        u"curl --head --http1.0 'http://127.0.0.1:7878/' \\\n  -H 'Host:'"_s + silent);
    row("body",
        "POST /echo HTTP/1.1\r\nHost: 127.0.0.1:7878\r\nContent-Type: a\r\nContent-Length: "
        "4\r\n\r\n",
        "it's",
        u"curl -X 'POST' 'http://127.0.0.1:7878/echo' \\\n  -H 'Content-Type: a'"_s + silent +
            u" \\\n  --data-binary 'it'\\''s'"_s);
    row("body in lines", "POST / HTTP/1.1\r\nHost: 127.0.0.1:7878\r\nContent-Length: 9\r\n\r\n",
        "{\n \"!\"\n^}",
        u"curl -X 'POST' 'http://127.0.0.1:7878/'"_s + silent +
            u" \\\n  -H 'Content-Type:' \\\n  --data-binary '{\n \"'\\!'\"\n''^}'"_s);
    row("body with keys", "POST / HTTP/1.1\r\nHost: 127.0.0.1:7878\r\nContent-Type: a\r\n\r\n",
        "-é\t1%\r\n\x1b\n",
        u"printf '\\055é\\t1%%\\r\\n'\\\n'\\033\\n' | \\\ncurl -X 'POST' 'http://127.0.0.1:7878/'"
        " \\\n  -H 'Content-Type: a'"_s +
            silent + u" \\\n  --data-binary @-"_s);
    row("body that names a file",
        "PUT /echo HTTP/1.1\r\nHost: 127.0.0.1:7878\r\nContent-Type: a\r\n\r\n", "@/etc/passwd",
        u"printf '@/etc/passwd' | \\\ncurl -X 'PUT' 'http://127.0.0.1:7878/echo' \\\n"
        "  -H 'Content-Type: a'"_s +
            silent + u" \\\n  --data-binary @-"_s);
    row("globs and dots", "GET /a/../{b} HTTP/1.1\r\nHost: 127.0.0.1:7878\r\n\r\n", {},
        u"curl --globoff --path-as-is 'http://127.0.0.1:7878/a/../{b}'"_s + silent);
    row("asterisk", "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:7878\r\n\r\n", {},
        u"curl -X 'OPTIONS' --request-target '*' 'http://127.0.0.1:7878/'"_s + silent);
    row("beyond ASCII", "GET / HTTP/1.1\r\nHost: 127.0.0.1:7878\r\nX: \xe9!\r\n\r\n", {},
        u"curl 'http://127.0.0.1:7878/' \\\n  -H \"$(printf 'X: \\351\\041')\""_s + silent);
    row("a file of fields", "GET / HTTP/1.1\r\nHost: 127.0.0.1:7878\r\n@/etc/passwd: x\r\n\r\n", {},
        u"curl 'http://127.0.0.1:7878/'"_s + silent);
    row("another version", "GET / HTTP/1.2\r\nHost: 127.0.0.1:7878\r\n\r\n", {},
        u": 'NOT THE SAME: curl cannot send this version of HTTP, but sends 1.1.'\n"
        "curl 'http://127.0.0.1:7878/'"_s +
            silent);
    row("nothing", "", {}, u": 'NOTHING TO SEND: there is no request line.'\n"_s);
}

static overlap::record::KeptDetails request(const QByteArray &head, const QByteArray &body = {})
{
    overlap::record::KeptDetails details;
    details.requestHead = head;
    details.requestBody = body;
    details.requestBodySize = body.size();
    return details;
}

void TestCurl::command()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, body);
    QTEST(curlCommand(Shell::Posix, origin, request(head, body), true), "command");
}

void TestCurl::forWindows_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("cmd");
    QTest::addColumn<QString>("powerShell");
    const QByteArray rest = " HTTP/1.1\r\nHost: 127.0.0.1:7878\r\nUser-Agent: b\r\n";
    QTest::newRow("words") << "GET /a?n=1&b=100%25" + rest + "Accept: it's\r\n\r\n"
                           << QByteArray()
                           << u"curl.exe ^\"http://127.0.0.1:7878/a?n=1^&b=100%^25^\" ^\n"
                              "  -H ^\"User-Agent: b^\" ^\n  -H ^\"Accept: it's^\""_s
                           << u"curl.exe 'http://127.0.0.1:7878/a?n=1&b=100%25' `\n"
                              "  -H 'User-Agent: b' `\n  -H 'Accept: it''s'"_s;
    QTest::newRow("lines") << "POST /echo" + rest +
                                  "Accept: a\r\nContent-Type: c\r\nContent-Length: 9\r\n\r\n"
                           << QByteArray("{\n\"a\": 1}")
                           << u"> \"%TEMP%\\overlap.curl\" (\n"
                              "echo(-X ^\"POST^\"\necho(--url ^\"http://127.0.0.1:7878/echo^\"\n"
                              "echo(-H ^\"User-Agent: b^\"\necho(-H ^\"Accept: a^\"\n"
                              "echo(-H ^\"Content-Type: c^\"\n"
                              "echo(--data-binary ^\"{\\n\\^\"a\\^\": 1}^\"\n"
                              ") && curl.exe -K \"%TEMP%\\overlap.curl\""
                              " & del \"%TEMP%\\overlap.*\""_s
                           << u"& { $ErrorActionPreference = 'Stop'\n"
                              "[IO.File]::WriteAllText(\"$env:TEMP\\overlap.curl\", @'\n"
                              "-X \"POST\"\n--url \"http://127.0.0.1:7878/echo\"\n"
                              "-H \"User-Agent: b\"\n-H \"Accept: a\"\n-H \"Content-Type: c\"\n"
                              "--data-binary \"{\\n\\\"a\\\": 1}\"\n'@)\n"
                              "curl.exe -K \"$env:TEMP\\overlap.curl\"\n"
                              "Remove-Item \"$env:TEMP\\overlap.*\" }"_s;
}

void TestCurl::forWindows()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, body);
    QTEST(curlCommand(Shell::Cmd, origin, request(head, body), true), "cmd");
    QTEST(curlCommand(Shell::PowerShell, origin, request(head, body), true), "powerShell");
}

// Every two printable characters, in words of both shells, arrive as they are.
void TestCurl::wordsForWindows()
{
    QByteArray all;
    for (char first = ' '; first <= '~'; ++first) {
        for (char second = ' '; second <= '~'; ++second)
            all += {first, second};
    }
    for (const QByteArray &value :
         {all, QByteArray("%PATH%"), QByteArray("100%PATH:a=b%"), QByteArray("%%TEMP%%^%TEMP%^"),
          QByteArray("\\"), QByteArray("a\\\\\"b\\\" & c"), QByteArray("\"%PATH%\"")}) {
        const QString word = QString::fromLatin1(value);
        const auto run = windows::Cmd(u"C:\\t"_s).run(u"curl.exe "_s + cmdWord(value) + u" next"_s);
        QVERIFY(run);
        QCOMPARE(run->arguments, QStringList({word, u"next"_s}));
        if (value.contains('"') || value.endsWith('\\'))
            continue;
        for (const int version : {5, 7}) {
            windows::PowerShell powerShell(u"C:\\t"_s, version);
            QCOMPARE(powerShell.run(u"curl.exe "_s + powerShellWord(value))->arguments,
                     QStringList(word));
        }
    }
}

// A note says that secrets are masked. The rest is the same, except the length of the body.
void TestCurl::withoutSecrets()
{
    const auto secret = request("POST /?token=a HTTP/1.1\r\nHost: 127.0.0.1:7878\r\nAccept: a\r\n"
                                "User-Agent: b\r\nContent-Type: c\r\nContent-Length: 20\r\n"
                                "Cookie: d\r\n\r\n",
                                R"({"password": "a\"b"})");
    QCOMPARE(curlCommand(Shell::Posix, origin, secret, false),
             u": 'NOT THE SAME: secrets are left out, MASKED stands for them.'\n"
             "curl -X 'POST' 'http://127.0.0.1:7878/?token=MASKED' \\\n  -H 'Accept: a' \\\n"
             "  -H 'User-Agent: b' \\\n  -H 'Content-Type: c' \\\n"
             "  -H 'Cookie: MASKED' \\\n  --data-binary '{\"password\": \"MASKED\"}'"_s);
    QVERIFY(!curlCommand(Shell::Posix, origin, secret, true).contains(u"NOT"_s));
}

void TestCurl::shellReadsNothing_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("quotes") << QByteArray("'; touch owned; echo '\"`touch owned`$(touch owned)");
    QTest::newRow("backslashes") << QByteArray("\\'\\\\%s%n$HOME!!");
    QTest::newRow("terminal") << QByteArray("a\x1b[2J\tb\x7f");
    QTest::newRow("latin 1") << QByteArray("caf\xe9 -e %d");
    QTest::newRow("right to left") << QByteArray("\xe2\x80\xae"
                                                 "gnp.exe");
}

// A real shell splits the command into words. They must be the bytes from the wire.
void TestCurl::shellReadsNothing()
{
    QFETCH(QByteArray, value);
    const QString shell = QStandardPaths::findExecutable(u"sh"_s);
    if (shell.isEmpty())
        QSKIP("needs a POSIX shell");
    const QByteArray head = "GET / HTTP/1.1\r\nHost: 127.0.0.1:7878\r\nAccept: a\r\n"
                            "User-Agent: b\r\nX-A: " +
                            value + "\r\n\r\n";
    const QString command = curlCommand(Shell::Posix, origin, request(head), true);
    for (const QChar c : command)
        QVERIFY(c == u'\n' || (c.isPrint() && c.category() != QChar::Other_Format));
    QProcess process;
    process.start(shell, {u"-c"_s, u"curl() { printf '<%s>' \"$@\"; }\n"_s + command});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.readAllStandardOutput(),
             "<http://127.0.0.1:7878/><-H><Accept: a><-H><User-Agent: b><-H><X-A: " + value + '>');
}

void TestCurl::headTakenApart()
{
    const QByteArray bytes = "\r\nGET / HTTP/1.1\r\nA:  b \r\nnonsense\nC:d\r\n\r\nX: y";
    const MessageHead head = splitMessageHead(bytes);
    QCOMPARE(head.startLine, QByteArrayView("GET / HTTP/1.1"));
    QCOMPARE(head.fields.size(), size_t(3));
    QVERIFY(isNamed(head.fields[0], "a"));
    QCOMPARE(head.fields[0].value, QByteArrayView("b"));
    QVERIFY(head.fields[1].name.isEmpty());
    QCOMPARE(head.fields[2].value, QByteArrayView("d"));
}

void TestCurl::hex()
{
    QVERIFY(isText("plain\r\n\ttext"));
    QVERIFY(!isText("\x1b[2J"));
    QVERIFY(!isText("\xff"));
    QCOMPARE(hexText(QByteArray("Hello, world.\n\x00\xffnext", 20)),
             u"0000  48 65 6c 6c 6f 2c 20 77 6f 72 6c 64 2e 0a 00 ff  Hello, world....\n"
             "0010  6e 65 78 74                                      next\n"_s);
}

QTEST_GUILESS_MAIN(TestCurl)
#include "tst_curl.moc"
