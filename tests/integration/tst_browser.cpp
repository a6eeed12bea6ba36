#include "browser.h"
#include "loopback.h"
#include "overlap/analysis/findings.h"
#include "overlap/scenario/scenariofile.h"
#include "patience.h"
#include "upstreamfixture.h"

#include <QFile>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>

#include <algorithm>
#include <memory>
#include <optional>

using namespace overlap;
using namespace overlap::analysis;
using namespace Qt::StringLiterals;
using Kind = Diagnosis::Kind;

// A real headless browser, if one is installed.
class TestBrowser : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void initTestCase();
    void showsTheHelloPage();
    void framesOverlap_data();
    void framesOverlap();
    void pagesOfOtherOriginsAsk_data();
    void pagesOfOtherOriginsAsk();
    void loadsAFolder_data();
    void loadsAFolder();
    void pagesOfAFolderDoNotControl();
};

namespace {

// A page with frames, on another port of this machine.
class FramesPage
{
public:
    FramesPage(const QUrl &origin, const QStringList &targets)
    {
        m_page = "<!DOCTYPE html><link rel=icon href='data:,'>";
        for (const QString &target : targets)
            m_page += "<iframe src='" + origin.resolved(QUrl(target)).toEncoded() + "'></iframe>";
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (QTcpSocket *socket = m_server.nextPendingConnection())
                QObject::connect(socket, &QTcpSocket::readyRead, socket,
                                 [this, socket] { answer(*socket); });
        });
        m_server.listen(loopback());
    }
    QUrl url() const { return QUrl(u"http://localhost:%1/"_s.arg(m_server.serverPort())); }

private:
    void answer(QTcpSocket &socket) const
    {
        socket.readAll();
        socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" +
                     m_page);
        socket.disconnectFromHost();
    }

    QTcpServer m_server;
    QByteArray m_page;
};

// A page on another port that asks a server and reports the result to its own. Until then its load
// event is delayed, so that the browser does not end.
class AskingPage
{
public:
    AskingPage(const QUrl &origin, const QByteArray &target, const QByteArray &options)
        : m_page("<!DOCTYPE html><link rel=icon href='data:,'><img src='/held'><script>"
                 "const tell = text => fetch('/told?' + encodeURIComponent(text));"
                 "fetch('" +
                 origin.resolved(QUrl(QString::fromLatin1(target))).toEncoded() + "', " + options +
                 ").then(answer => answer.text().then("
                 "text => tell(answer.status + ' ' + text)), () => tell('blocked'));</script>")
    {
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (QTcpSocket *socket = m_server.nextPendingConnection())
                QObject::connect(socket, &QTcpSocket::readyRead, socket,
                                 [this, socket] { answer(*socket); });
        });
        m_server.listen(loopback());
    }
    QUrl url() const { return QUrl(u"http://localhost:%1/"_s.arg(m_server.serverPort())); }
    QByteArray told() const { return m_told; }

private:
    void answer(QTcpSocket &socket)
    {
        const QByteArray target = socket.readAll().split(' ').value(1);
        if (target == "/held") {
            m_pipelined.emplace_back(&socket);
            return;
        }
        send(socket, m_page);
        if (target.startsWith("/told?")) {
            m_told = QByteArray::fromPercentEncoding(target.sliced(6));
            for (const QPointer<QTcpSocket> &held : m_pipelined) {
                if (held)
                    send(*held, {});
            }
        }
    }
    static void send(QTcpSocket &socket, const QByteArray &body)
    {
        socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" +
                     body);
        socket.disconnectFromHost();
    }

    QTcpServer m_server;
    QByteArray m_page;
    QByteArray m_told;
    std::vector<QPointer<QTcpSocket>> m_pipelined;
};

// Whose pages the server serves.
class Site
{
public:
    void write(const QString &name, const QByteArray &text) const
    {
        QFile file(m_directory.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("The file could not be written.");
    }
    scenario::Scenario rules() const
    {
        return std::get<scenario::Scenario>(
            scenario::folderScenario(m_directory.path(), false, {}));
    }

private:
    QTemporaryDir m_directory;
};

// As the page in loadsAFolder() does it.
quint32 sumOf(const QByteArray &bytes)
{
    quint32 sum = 0;
    for (const char byte : bytes)
        sum = sum * 31 + uchar(byte);
    return sum;
}

Diagnosis whyOf(Serving &serving)
{
    const record::Store &store = serving.store();
    return findIn(store, store.concurrency().latestBurst(serving.session().nowNs())).diagnosis;
}

} // namespace

void TestBrowser::initTestCase()
{
    if (Browser::program().isEmpty())
        QSKIP("neither Chromium nor Chrome is installed");
}

void TestBrowser::showsTheHelloPage()
{
    Serving serving;
    Browser browser(serving.session().url());
    QVERIFY(browser.waitUntilDone());
    const QByteArray page = browser.page();
    QVERIFY2(page.contains("<h1>Hello!</h1>"), browser.errors());
    // The script of the page ran: it shows the button that is hidden without it.
    QVERIFY(page.contains("<button type=\"button\" id=\"send\">"));
    QTRY_COMPARE(serving.store().size(), 1u);
    QCOMPARE(serving.records().front().status, 200);
    QCOMPARE(serving.store().target(0), "/");
}

void TestBrowser::framesOverlap_data()
{
    QTest::addColumn<QStringList>("targets");
    QTest::addColumn<int>("peak");
    QTest::addColumn<Kind>("kind");
    QTest::newRow("two of the same") << QStringList(2, u"/sleep/700ms"_s) << 1 << Kind::Identical;
    QTest::newRow("two that differ")
        << QStringList{u"/sleep/700ms?n=1"_s, u"/sleep/700ms?n=2"_s} << 2 << Kind::Unclear;
    QStringList nine;
    for (int i = 0; i < 9; ++i)
        nine += u"/sleep/700ms?n=%1"_s.arg(i);
    QTest::newRow("nine") << nine << 6 << Kind::SixConnections;
}

void TestBrowser::framesOverlap()
{
    QFETCH(QStringList, targets);
    QFETCH(int, peak);
    QFETCH(Kind, kind);
    Serving serving;
    const FramesPage page(serving.session().url(), targets);
    Browser browser(page.url());
    QVERIFY(browser.waitUntilDone());
    QTRY_VERIFY2(serving.store().total() == quint64(targets.size()), browser.errors());
    const auto burst = serving.store().concurrency().latestBurst(serving.session().nowNs());
    QCOMPARE(burst.peak, peak);
    QTRY_COMPARE(whyOf(serving).kind, kind);
    if (kind == Kind::Identical)
        QCOMPARE(whyOf(serving).target, "/sleep/700ms?n=2");
}

void TestBrowser::pagesOfOtherOriginsAsk_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("options");
    QTest::addColumn<bool>("cors");
    QTest::addColumn<QByteArray>("tells"); // its beginning
    QTest::addColumn<QString>("says");
    const QByteArray put = "{method: 'PUT', body: 'hello', credentials: 'include', "
                           "headers: {'X-A': 'b', 'Content-Type': 'application/json'}}";
    QTest::newRow("a preflight, off") << "/echo"_ba << put << false << "blocked"_ba
                                      << u"A page at %1 asked; turn on CORS to allow it"_s;
    QTest::newRow("a GET, off") << "/"_ba
                                << "{}"_ba << false << "blocked"_ba
                                << u"A page at %1 may not read this answer; "
                                   "turn on CORS to allow it"_s;
    QTest::newRow("a preflight, on") << "/echo"_ba << put << true << "200 hello"_ba << QString();
    QTest::newRow("nothing there, on") << "/nope"_ba << put << true << "404 "_ba << QString();
    QTest::newRow("a GET, on") << "/"_ba
                               << "{}"_ba << true << "200 <!DOCTYPE html>"_ba << QString();
}

void TestBrowser::pagesOfOtherOriginsAsk()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, options);
    QFETCH(bool, cors);
    QFETCH(QByteArray, tells);
    QFETCH(QString, says);
    Settings settings;
    settings.cors = cors;
    Serving serving(settings);
    AskingPage page(serving.session().url(), target, options);
    Browser browser(page.url());
    QVERIFY(browser.waitUntilDone());
    QVERIFY2(page.told().startsWith(tells), page.told() + browser.errors());
    QTRY_VERIFY(serving.store().size() > 0 && serving.store().inFlight().empty());
    const QString origin = page.url().toString(QUrl::RemovePath);
    QCOMPARE(whyOf(serving).text, says.isEmpty() ? says : says.arg(origin));
}

void TestBrowser::loadsAFolder_data()
{
    QTest::addColumn<bool>("isPassedOn");
    QTest::newRow("from the folder") << false;
    QTest::newRow("through the upstream") << true;
}

// A page of sixty files. When all have come, it asks for each once more, sums up its bytes, and
// says which differ; the browser has them, and asks only whether they are current.
void TestBrowser::loadsAFolder()
{
    QFETCH(bool, isPassedOn);
    constexpr int count = 59;
    const Site site;
    QByteArray head;
    QByteArray sums;
    for (int i = 0; i < count; ++i) {
        const char *const type = i % 3 == 0 ? "js" : i % 3 == 1 ? "css" : "svg";
        const QByteArray name = "file" + QByteArray::number(i) + '.' + type;
        const QByteArray filling = (QByteArray::number(i) + '\xff' + char(i)).repeated(i * i * 20);
        QByteArray text;
        if (i % 3 == 0) {
            text = "came++; /*" + filling + "*/";
            head += "<script src='" + name + "'></script>";
        } else if (i % 3 == 1) {
            text = "p { color: red } /*" + filling + "*/";
            head += "<link rel=stylesheet href='" + name + "'>";
        } else {
            text = "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/><!--" +
                   QByteArray::number(i).repeated(i * i * 50) + "-->";
            head += "<img onload='came++' src='" + name + "'>";
        }
        site.write(QString::fromLatin1(name), text);
        sums += "'" + name + "':" + QByteArray::number(sumOf(text)) + ',';
    }
    site.write(u"index.html"_s,
               "<!DOCTYPE html><link rel=icon href='data:,'><script>var came = 0;"
               "</script>" +
                   head +
                   "<p id=told></p><script>onload = () => {"
                   "const sums = {" +
                   sums +
                   "}; const wrong = [];"
                   "for (const name in sums) {"
                   " const request = new XMLHttpRequest;"
                   " request.open('GET', name, false);"
                   " request.overrideMimeType('text/plain; charset=x-user-defined');"
                   " request.send(); let sum = 0;"
                   " for (const c of request.responseText)"
                   "  sum = (sum * 31 + (c.charCodeAt(0) & 255)) >>> 0;"
                   " if (sum != sums[name]) wrong.push(name); }"
                   "told.textContent = `came ${came}, wrong: ${wrong}.`; }</script>");
    Serving folder;
    folder.session().setScenario(site.rules());
    std::optional<Passing> passing;
    if (isPassedOn)
        passing.emplace(folder.session().url().toEncoded());
    Serving &serving = isPassedOn ? *passing : folder;
    Browser browser(serving.session().url());
    QVERIFY(browser.waitUntilDone());
    const QByteArray page = browser.page();
    QVERIFY2(page.contains("<p id=\"told\">came 39, wrong: .</p>"),
             page.last(std::min<qsizetype>(page.size(), 500)) + browser.errors());
    QTRY_VERIFY(serving.store().total() == 1 + 2 * count && serving.store().inFlight().empty());
    const std::vector<record::Record> records = serving.records();
    QCOMPARE(std::ranges::count(records, 200, &record::Record::status), 1 + count);
    QCOMPARE(std::ranges::count(records, 304, &record::Record::status), count);
    if (isPassedOn)
        QTRY_COMPARE(folder.store().total(), serving.store().total());
}

void TestBrowser::pagesOfAFolderDoNotControl()
{
    const Site site;
    site.write(u"index.html"_s,
               "<!DOCTYPE html><link rel=icon href='data:,'><p id=told></p><script>"
               "for (const what of ['GET /gates', 'POST /gates/a/open',"
               "  'DELETE /requests', 'GET /none']) {"
               " const [method, target] = what.split(' ');"
               " const request = new XMLHttpRequest;"
               " request.open(method, target, false);"
               " request.setRequestHeader('Overlap-Control', '1');"
               " request.send(); told.textContent += request.status + ' '; }"
               "</script>");
    Serving serving;
    serving.session().setScenario(site.rules());
    Browser browser(serving.session().url());
    QVERIFY(browser.waitUntilDone());
    const QByteArray page = browser.page();
    QVERIFY2(page.contains("<p id=\"told\">403 403 403 404 </p>"), page + browser.errors());
}

QTEST_GUILESS_MAIN(TestBrowser)
#include "tst_browser.moc"
