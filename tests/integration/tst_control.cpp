#include "patience.h"
#include "rawclient.h"
#include "serving.h"

#include "overlap/record/names.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>

#include <functional>
#include <memory>

using namespace overlap;
using namespace Qt::StringLiterals;

// Programs open gates and ask what was seen, over real sockets; web pages do not.
class TestControl : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void holdsEightAndLetsGo_data();
    void holdsEightAndLetsGo();
    void aScriptHoldsEight();
    void tellsWhereNoHandlerRuns();
    void fails();
    void tellsOfUnknownGates();
    void tells();
    void tellsOfOverlap();
    void docsHaveEachMember();
    void tellsInPages();
    void clears();
    void refuses_data();
    void refuses();
    void waitsForABodyThatItWasAskedAbout();
    void takesNamesOfThisMachine_data();
    void takesNamesOfThisMachine();
    void isOffWhereOthersReachIt_data();
    void isOffWhereOthersReachIt();
    void grantsNoPreflight_data();
    void grantsNoPreflight();
    void keepsCorsFieldsOut();
    void leavesPathsToRoutes();
    void isHidden();
    void isShownWhenWanted();
    void survivesAStop();
};

namespace {

const QByteArray field = "Overlap-Control: 1\r\n";

QByteArray message(const QByteArray &line, const QByteArray &fields = field,
                   const QByteArray &host = "localhost")
{
    return line + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n";
}

struct Answer
{
    int status = 0;
    QByteArray head;
    QByteArray body;
    QJsonObject json; // empty if the body is none
};

Answer answerIn(const QByteArray &received)
{
    const qsizetype end = received.indexOf("\r\n\r\n");
    Answer answer{received.mid(9, 3).toInt(), received.first(end + 4), received.mid(end + 4), {}};
    answer.json = QJsonDocument::fromJson(answer.body).object();
    return answer;
}

Answer ask(quint16 port, const QByteArray &bytes)
{
    RawClient client(port);
    client.send(bytes);
    client.waitUntil([&] { return client.hasResponses(1) || !client.isOpen(); });
    return client.count() > 0 ? answerIn(client.received()) : Answer();
}

Answer ask(const Serving &serving, const QByteArray &line)
{
    return ask(serving.port(), message(line));
}

QJsonObject gate(const Serving &serving, const QString &name)
{
    const QJsonArray gates = ask(serving, "GET /gates").json["gates"_L1].toArray();
    for (const auto &gate : gates) {
        if (gate.toObject()["name"_L1] == name)
            return gate.toObject();
    }
    return {};
}

int heldAt(const Serving &serving, const QString &name)
{
    return gate(serving, name)["held"_L1].toInt();
}

using Clients = std::vector<std::unique_ptr<RawClient>>;

Clients get(const Serving &serving, const QByteArray &target, int count)
{
    Clients clients;
    for (int i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<RawClient>(serving.port()));
        clients.back()->get(target);
    }
    return clients;
}

int answered(const Clients &clients)
{
    return int(std::ranges::count_if(clients, [](const auto &c) { return c->hasResponses(1); }));
}

QString camelCase(QLatin1StringView name)
{
    QString joined;
    for (const QString &word : QString(name).split(QRegularExpression(u"[ -]"_s)))
        joined += joined.isEmpty() ? word : word.first(1).toUpper() + word.sliced(1);
    return joined;
}

Settings with(QLatin1StringView strategy)
{
    Settings settings;
    settings.strategy = {strategy, {20, 20}};
    return settings;
}

} // namespace

void TestControl::holdsEightAndLetsGo_data()
{
    QTest::addColumn<QByteArray>("strategy");
    QTest::addColumn<int>("most"); // how many can be at the gate at once
    QTest::newRow("concurrent") << "concurrent"_ba << 8;
    QTest::newRow("limited") << "limited"_ba << 8;
    QTest::newRow("a pool") << "thread-pool"_ba << 8;
    QTest::newRow("one at a time") << "serial"_ba << 1;
}

void TestControl::holdsEightAndLetsGo()
{
    QFETCH(QByteArray, strategy);
    QFETCH(int, most);
    Serving serving(with(QLatin1StringView(strategy)));
    const Clients clients = get(serving, "/gate/hold", 8);
    QTRY_COMPARE(heldAt(serving, u"hold"_s), most);
    QTRY_COMPARE(ask(serving, "GET /requests?path=/gate/hold").json["requests"_L1].toArray().size(),
                 8);
    QCOMPARE(answered(clients), 0);
    for (int gone = 0; gone < 2;) {
        const Answer opened = ask(serving, "POST /gates/hold/open?count=2");
        QCOMPARE(opened.status, 200);
        gone += opened.json["released"_L1].toInt();
        QVERIFY(gone <= 2 || most == 1);
        QTRY_COMPARE(answered(clients), gone);
        QTRY_COMPARE(heldAt(serving, u"hold"_s), std::min(most, 8 - gone));
    }
    const Answer all = ask(serving, "POST /gates/hold/open");
    QCOMPARE(all.json["open"_L1].toBool(), true);
    QTRY_COMPARE(answered(clients), 8);
    QCOMPARE(answered(get(serving, "/", 0)), 0);
    const Clients late = get(serving, "/gate/hold", 1);
    QTRY_COMPARE(answered(late), 1);
    QCOMPARE(ask(serving, "POST /gates/hold/close").json["open"_L1].toBool(), false);
    const Clients held = get(serving, "/gate/hold", 1);
    QTRY_COMPARE(heldAt(serving, u"hold"_s), 1);
}

// As a test in another language does it.
void TestControl::aScriptHoldsEight()
{
    const QString python = QStandardPaths::findExecutable(u"python3"_s);
    if (python.isEmpty())
        QSKIP("python3 is not installed");
    Serving serving;
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(python, {u"-c"_s, uR"(
import http.client, json, sys, threading, time
port = int(sys.argv[1])
def call(method, target):
    connection = http.client.HTTPConnection("localhost", port)
    connection.request(method, target, headers={"Overlap-Control": "1"})
    response = connection.getresponse()
    assert response.status == 200, (response.status, response.read())
    return json.loads(response.read())
answers = []
def ask():
    connection = http.client.HTTPConnection("localhost", port)
    connection.request("GET", "/gate/hold")
    answers.append(connection.getresponse().read())
def wait_for(condition):
    while not condition():
        time.sleep(0.01)
def held():
    return sum(gate["held"] for gate in call("GET", "/gates")["gates"])
threads = [threading.Thread(target=ask) for _ in range(8)]
for thread in threads:
    thread.start()
wait_for(lambda: held() == 8)
assert not answers
assert call("POST", "/gates/hold/open?count=2")["released"] == 2
wait_for(lambda: len(answers) == 2)
assert held() == 6
assert call("POST", "/gates/hold/open")["released"] == 6
for thread in threads:
    thread.join()
wait_for(lambda: all(r["outcome"] == "answered"
                     for r in call("GET", "/requests?path=/gate/hold")["requests"]))
print(len(answers), call("GET", "/overlap?path=/gate/hold")["peak"])
)"_s,
                           QString::number(serving.port())});
    QTRY_COMPARE(process.state(), QProcess::NotRunning);
    QCOMPARE(process.readAll().trimmed(), "8 8"_ba);
}

// Control waits for no strategy, so it also asks why nobody is answered.
void TestControl::tellsWhereNoHandlerRuns()
{
    Serving serving(with("never-awaited"_L1));
    QCOMPARE(ask(serving.port(), message("GET /gate/hold", {})).status, 0);
    QCOMPARE(heldAt(serving, u"hold"_s), 0);
    QTRY_COMPARE(serving.store().size(), 1u);
    const Answer answer = ask(serving, "GET /requests");
    QCOMPARE(answer.status, 200);
    const QJsonArray requests = answer.json["requests"_L1].toArray();
    QCOMPARE(requests.size(), 1);
    QCOMPARE(requests[0].toObject()["outcome"_L1].toString(), u"neverRun"_s);
    QVERIFY(requests[0].toObject()["status"_L1].isNull());
}

void TestControl::fails()
{
    Serving serving;
    const Clients clients = get(serving, "/gate/g", 3);
    QTRY_COMPARE(heldAt(serving, u"g"_s), 3);
    QCOMPARE(ask(serving, "POST /gates/g/fail?count=1").json["released"_L1].toInt(), 1);
    QTRY_COMPARE(answered(clients), 1);
    QCOMPARE(ask(serving, "POST /gates/g/fail").json["held"_L1].toInt(), 0);
    QTRY_COMPARE(answered(clients), 3);
    for (const auto &client : clients)
        QCOMPARE(client->count("503"), 1);
    QCOMPARE(gate(serving, u"g"_s)["open"_L1].toBool(), false);
}

// As of those that are known.
void TestControl::tellsOfUnknownGates()
{
    Serving serving;
    for (const char *action : {"fail", "open?count=2", "close", "open"}) {
        const Answer answer = ask(serving, QByteArray("POST /gates/new/") + action);
        QCOMPARE(answer.status, 200);
        QJsonObject expected{{"name"_L1, u"new"_s},
                             {"held"_L1, 0},
                             {"longestMs"_L1, 0},
                             {"released"_L1, 0},
                             {"open"_L1, QByteArrayView(action) == "open"}};
        QCOMPARE(answer.json, expected);
    }
}

void TestControl::tells()
{
    Serving serving;
    QCOMPARE(ask(serving.port(), message("GET /status/503?x=1", {})).status, 503);
    const Clients held = get(serving, "/gate/a%2Db?x", 1);
    QTRY_COMPARE(heldAt(serving, u"a-b"_s), 1);
    QTRY_COMPARE(ask(serving, "GET /requests").json["requests"_L1].toArray().size(), 2);
    const Answer all = ask(serving, "GET /requests");
    QVERIFY(all.head.contains("\r\nContent-Type: application/json\r\n"));
    QVERIFY(all.json["next"_L1].isNull());
    const QJsonArray requests = all.json["requests"_L1].toArray();
    const QJsonObject first = requests[0].toObject();
    QCOMPARE(first["method"_L1].toString(), u"GET"_s);
    QCOMPARE(first["target"_L1].toString(), u"/status/503?x=1"_s);
    QCOMPARE(first["status"_L1].toInt(), 503);
    QCOMPARE(first["outcome"_L1].toString(), u"answered"_s);
    QVERIFY(first["durationMs"_L1].toDouble() > 0);
    QVERIFY(first["startMs"_L1].toDouble() > 1e12);
    const QJsonObject second = requests[1].toObject();
    QCOMPARE(second["outcome"_L1].toString(), u"inFlight"_s);
    QCOMPARE(second["phase"_L1].toString(), u"held"_s);
    QVERIFY(second["status"_L1].isNull());
    QVERIFY(second["phasesMs"_L1]["held"_L1].toDouble() > 0);
    const auto count = [&](const QByteArray &query) {
        return ask(serving, "GET /requests?" + query).json["requests"_L1].toArray().size();
    };
    QCOMPARE(count("path=/status/503"), 1);
    QCOMPARE(count("path=/gate/a-b"), 1);
    QCOMPARE(count("path=%2Fgate%2Fa%252Db"), 1);
    QCOMPARE(count("path=/nope"), 0);
    QCOMPARE(count("since=" + QByteArray::number(first["id"_L1].toInteger())), 1);
    QVERIFY(count("control=1") > 3);
    const Answer head =
        ask(serving.port(), message("HEAD /requests", field + "Connection: close\r\n"));
    QCOMPARE(head.status, 200);
    QVERIFY(head.body.isEmpty());
}

void TestControl::tellsOfOverlap()
{
    Serving serving;
    QCOMPARE(ask(serving, "GET /overlap").json["peak"_L1].toInt(), 0);
    const Clients clients = get(serving, "/sleep/300ms", 4);
    QTRY_COMPARE(answered(clients), 4);
    const Clients other = get(serving, "/", 1);
    QTRY_COMPARE(answered(other), 1);
    QTRY_COMPARE(ask(serving, "GET /overlap").json["finished"_L1].toInt(), 5);
    const QJsonObject slept = ask(serving, "GET /overlap?path=/sleep/300ms").json;
    QCOMPARE(slept["finished"_L1].toInt(), 4);
    QCOMPARE(slept["inFlight"_L1].toInt(), 0);
    QCOMPARE(slept["peak"_L1].toInt(), 4);
    QVERIFY(slept["overlap"_L1].toDouble() > 1);
    const record::ConcurrencyCurve &curve = serving.store().concurrency();
    const auto span = curve.span(curve.firstNs(), curve.lastNs());
    const QJsonObject all = ask(serving, "GET /overlap").json;
    QCOMPARE(all["peak"_L1].toInt(), span.peak);
    QCOMPARE(all["handledPeak"_L1].toInt(), span.handledPeak);
    QCOMPARE(all["overlap"_L1].toDouble(), span.overlap());
    QCOMPARE(ask(serving, "GET /overlap?path=/nope").json["peak"_L1].toInt(), 0);
}

// In using.md.
void TestControl::docsHaveEachMember()
{
    QFile file(QStringLiteral(OVERLAP_SOURCES "/resources/docs/using.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString docs = QString::fromUtf8(file.readAll());
    Serving serving;
    const Clients held = get(serving, "/gate/g", 1);
    // The gate knows it before the records do.
    QTRY_VERIFY(ask(serving, "GET /requests").body.contains("\"phase\""));
    QCOMPARE(ask(serving.port(), message("GET /", {})).status, 200);
    QStringList names;
    std::function<void(const QJsonValue &)> collect = [&](const QJsonValue &value) {
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member) {
            names += member.key();
            collect(member.value());
        }
        const QJsonArray array = value.toArray();
        for (const auto &element : array)
            collect(element);
    };
    for (const char *line : {"GET /gates", "GET /requests", "GET /overlap", "POST /gates/g/open",
                             "POST /gates", "DELETE /requests"}) {
        const Answer answer = ask(serving, line);
        collect(answer.json);
    }
    QVERIFY(names.contains(u"held"_s) && names.contains(u"error"_s) && names.contains(u"phase"_s));
    for (int phase = 0; phase < record::phaseCount; ++phase)
        names += camelCase(record::phaseName(record::Phase(phase)));
    for (int outcome = 0; outcome <= int(record::Outcome::Garbled); ++outcome)
        names += camelCase(record::outcomeName(record::Outcome(outcome)));
    for (const QString &name : names)
        QVERIFY2(docs.contains(u'`' + name + u'`'), qPrintable(name));
}

void TestControl::tellsInPages()
{
    Serving serving;
    RawClient client(serving.port());
    for (int i = 0; i < 2500; ++i)
        client.get("/echo?n=" + QByteArray::number(i));
    QTRY_COMPARE(serving.store().size(), 2500u);
    QList<qint64> ids;
    QJsonValue next(0);
    int pages = 0;
    for (; !next.isNull(); ++pages) {
        const Answer page =
            ask(serving, "GET /requests?since=" + QByteArray::number(next.toInteger()));
        const QJsonArray requests = page.json["requests"_L1].toArray();
        for (const auto &request : requests)
            ids += request.toObject()["id"_L1].toInteger();
        next = page.json["next"_L1];
        QVERIFY(pages < 10);
    }
    QCOMPARE(pages, 3);
    QCOMPARE(ids.size(), 2500);
    QVERIFY(std::ranges::is_sorted(ids, std::less_equal()));
}

void TestControl::clears()
{
    Serving serving;
    const auto flaky = [&] { return ask(serving.port(), message("GET /flaky/1", {})).status; };
    QCOMPARE(flaky(), 503);
    QCOMPARE(flaky(), 200);
    QTRY_COMPARE(serving.store().size(), 2u);
    const Answer cleared = ask(serving, "DELETE /requests");
    QCOMPARE(cleared.status, 200);
    QCOMPARE(cleared.json["cleared"_L1].toInt(), 2);
    QCOMPARE(serving.store().size(), 0u);
    QVERIFY(ask(serving, "GET /requests").json["requests"_L1].toArray().isEmpty());
    QCOMPARE(flaky(), 503); // counts begin anew
}

void TestControl::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::newRow("without the field") << message("GET /gates", {}) << 403;
    QTest::newRow("with another value") << message("GET /gates", "Overlap-Control: 0\r\n") << 403;
    QTest::newRow("opens without the field") << message("POST /gates/a/open", {}) << 403;
    QTest::newRow("clears without the field") << message("DELETE /requests", {}) << 403;
    QTest::newRow("a name that leads here") << message("GET /gates", field, "evil.test") << 403;
    QTest::newRow("a name like ours") << message("GET /gates", field, "localhost.evil.test") << 403;
    QTest::newRow("a name that ends like ours")
        << message("GET /gates", field, "evillocalhost") << 403;
    QTest::newRow("another address") << message("GET /gates", field, "192.0.2.1") << 403;
    QTest::newRow("a name like an address")
        << message("GET /gates", field, "127.0.0.1.evil.test") << 403;
    QTest::newRow("another in the target") << message("GET http://evil.test/gates") << 403;
    QTest::newRow("no Host") << "GET /gates HTTP/1.0\r\n" + field + "\r\n" << 403;
    QTest::newRow("another origin")
        << message("GET /gates", field + "Origin: http://evil.test\r\n") << 403;
    QTest::newRow("another port") << message("GET /gates", field + "Origin: http://localhost:1\r\n")
                                  << 403;
    QTest::newRow("another scheme")
        << message("GET /gates", field + "Origin: https://localhost\r\n") << 403;
    QTest::newRow("its own origin")
        << message("GET /gates", field + "Origin: http://localhost\r\n") << 403;
    QTest::newRow("a page of its own")
        << message("GET /gates", field + "Sec-Fetch-Site: same-origin\r\n") << 403;
    QTest::newRow("a page of its site")
        << message("GET /gates", field + "Sec-Fetch-Site: same-site\r\n") << 403;
    QTest::newRow("no origin") << message("GET /gates", field + "Origin: null\r\n") << 403;
    QTest::newRow("an empty origin") << message("GET /gates", field + "Origin:\r\n") << 403;
    QTest::newRow("two origins") << message("GET /gates", field + "Origin: http://localhost\r\n"
                                                                  "Origin: http://evil.test\r\n")
                                 << 403;
    QTest::newRow("an encoded path") << message("GET /%67ates") << 404;
    QTest::newRow("POST /gates") << message("POST /gates") << 405;
    QTest::newRow("GET open") << message("GET /gates/a/open") << 405;
    QTest::newRow("PATCH /requests") << message("PATCH /requests") << 405;
    QTest::newRow("OPTIONS /overlap") << message("OPTIONS /overlap") << 405;
    QTest::newRow("BREW /gates") << message("BREW /gates") << 405;
    QTest::newRow("no verb") << message("POST /gates/a") << 404;
    QTest::newRow("an unknown verb") << message("POST /gates/a/kick") << 404;
    QTest::newRow("more") << message("POST /gates/a/open/x") << 404;
    QTest::newRow("no name") << message("POST /gates//open") << 400;
    QTest::newRow("a long name") << message("POST /gates/" + QByteArray(65, 'a') + "/open") << 400;
    QTest::newRow("a bad name") << message("POST /gates/%00/open") << 400;
    for (const char *count : {"0", "-1", "", "x", "1.5", "99999999999999999999", "%31x"}) {
        QTest::addRow("count=%s", count)
            << message(QByteArray("POST /gates/a/open?count=") + count) << 400;
    }
    QTest::newRow("count without a number") << message("POST /gates/a/fail?count") << 400;
    QTest::newRow("an unknown parameter") << message("GET /requests?pth=/x") << 400;
    QTest::newRow("count for close") << message("POST /gates/a/close?count=1") << 400;
    QTest::newRow("a bad since") << message("GET /requests?since=x") << 400;
    QTest::newRow("a bad since for overlap") << message("GET /overlap?since=-1") << 400;
    QTest::newRow("DELETE of some") << message("DELETE /requests?path=/x") << 400;
}

void TestControl::refuses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    Serving serving;
    const Clients held = get(serving, "/gate/a", 1);
    QTRY_COMPARE(heldAt(serving, u"a"_s), 1);
    const Answer answer = ask(serving.port(), bytes);
    QCOMPARE(answer.status, status);
    const bool isAsked = bytes.contains(field) && !bytes.contains("%67");
    QCOMPARE(answer.json["error"_L1].toString().isEmpty(), !isAsked);
    QCOMPARE(answer.head.contains("\r\nAllow: "), status == 405);
    QCOMPARE(heldAt(serving, u"a"_s), 1);
    QTRY_VERIFY(serving.store().stillOpen() > 0);
}

void TestControl::waitsForABodyThatItWasAskedAbout()
{
    Serving serving;
    const Clients held = get(serving, "/gate/a", 1);
    QTRY_COMPARE(heldAt(serving, u"a"_s), 1);
    RawClient client(serving.port());
    client.send(
        message("POST /gates/a/open", field + "Expect: 100-continue\r\nContent-Length: 2\r\n"));
    QTRY_VERIFY(client.received().startsWith("HTTP/1.1 100 "));
    client.send("{}");
    QTRY_COMPARE(client.count("200"), 1);
    QTRY_COMPARE(answered(held), 1);
}

void TestControl::takesNamesOfThisMachine_data()
{
    QTest::addColumn<QByteArray>("host");
    for (const char *host : {"localhost", "LocalHost:7878", "a.localhost", "127.0.0.1", "127.1.2.3",
                             "127.0.0.1:99", "[::1]", "[::1]:7878"})
        QTest::newRow(host) << QByteArray(host);
}

void TestControl::takesNamesOfThisMachine()
{
    QFETCH(QByteArray, host);
    Serving serving;
    QCOMPARE(ask(serving.port(), message("GET /gates", field, host)).status, 200);
    const QByteArray origin = "Origin: http://" + host + "\r\n"; // of a page of this server
    QCOMPARE(ask(serving.port(), message("GET /gates", field + origin, host)).status, 403);
}

void TestControl::isOffWhereOthersReachIt_data()
{
    QTest::addColumn<bool>("allowed");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("status");
    QTest::newRow("off") << false << "localhost"_ba << 403;
    QTest::newRow("allowed") << true << "localhost"_ba << 200;
    QTest::newRow("allowed, by address") << true << "192.0.2.1:80"_ba << 200;
    QTest::newRow("allowed, a name that leads here") << true << "evil.test"_ba << 403;
}

void TestControl::isOffWhereOthersReachIt()
{
    QFETCH(bool, allowed);
    QFETCH(QByteArray, host);
    QFETCH(int, status);
    Settings settings;
    settings.host = u"0.0.0.0"_s;
    settings.control = allowed;
    Serving serving(settings);
    QVERIFY(serving.isServing());
    RawClient client(serving.port(), QHostAddress(QHostAddress::LocalHost));
    client.send(message("GET /gates", field, host));
    QTRY_VERIFY(client.hasResponses(1));
    QCOMPARE(answerIn(client.received()).status, status);
    QVERIFY(!answerIn(client.received()).json.isEmpty());
}

void TestControl::grantsNoPreflight_data()
{
    QTest::addColumn<bool>("cors");
    QTest::addColumn<QByteArray>("target");
    for (const char *target : {"/gates", "/gates/a/open", "/requests?since=1", "/overlap"}) {
        QTest::addRow("%s", target) << false << QByteArray(target);
        QTest::addRow("%s with CORS", target) << true << QByteArray(target);
    }
}

void TestControl::grantsNoPreflight()
{
    QFETCH(bool, cors);
    QFETCH(QByteArray, target);
    Settings settings;
    settings.cors = cors;
    SessionSetup setup; // with a route that would take it
    setup.routes.insert(setup.routes.begin(),
                        {"/requests",
                         {http::Method::Get, http::Method::Options},
                         [](net::Call &&call, const QByteArray &) { std::move(call).send({}); }});
    Serving serving(settings, std::move(setup));
    const Answer answer =
        ask(serving.port(), message("OPTIONS " + target, "Origin: http://evil.test\r\n"
                                                         "Access-Control-Request-Method: POST\r\n"
                                                         "Access-Control-Request-Headers: "
                                                         "overlap-control\r\n"));
    QCOMPARE(answer.status, 403);
    QVERIFY2(!answer.head.contains("Access-Control-"), answer.head);
}

void TestControl::keepsCorsFieldsOut()
{
    Settings settings;
    settings.cors = true;
    Serving serving(settings);
    const QByteArray own = "Origin: http://localhost\r\n";
    for (const QByteArray &fields : {field, field + own, own, QByteArray("Origin: http://a.b\r\n"),
                                     field + "Origin: http://a.b\r\n"}) {
        const Answer answer = ask(serving.port(), message("GET /requests", fields));
        QVERIFY(answer.status == 200 || answer.status == 403);
        QVERIFY2(!answer.head.contains("Access-Control-"), answer.head);
        QVERIFY2(!answer.head.contains("Timing-Allow"), answer.head);
    }
}

void TestControl::leavesPathsToRoutes()
{
    SessionSetup setup;
    setup.routes.insert(
        setup.routes.begin(),
        {"/requests", {http::Method::Get}, [](net::Call &&call, const QByteArray &) {
             std::move(call).send({.body = "mine"});
         }});
    Serving serving({}, std::move(setup));
    QCOMPARE(ask(serving.port(), message("GET /requests", {})).body, "mine"_ba);
    QVERIFY(ask(serving, "GET /requests").json.contains("requests"_L1));
    QCOMPARE(ask(serving.port(), message("GET /requestsx", {})).status, 404);
    QCOMPARE(ask(serving.port(), message("GET /gatesx")).status, 404);
}

void TestControl::isHidden()
{
    Serving serving;
    for (int i = 0; i < 3; ++i)
        QCOMPARE(ask(serving, "GET /gates").status, 200);
    QCOMPARE(ask(serving.port(), message("GET /", {})).status, 200);
    QTRY_COMPARE(serving.store().size(), 1u);
    QTRY_COMPARE(serving.store().control().size(), 3u);
    QCOMPARE(serving.store().target(0), "/");
    QCOMPARE(serving.store().control().front().target, "/gates");
    QVERIFY(serving.store().inFlight().empty());
    const record::ConcurrencyCurve &curve = serving.store().concurrency();
    QCOMPARE(curve.span(curve.firstNs(), curve.lastNs()).peak, 1);
    QCOMPARE(curve.firstNs(), serving.store().record(0).startNs);
}

void TestControl::isShownWhenWanted()
{
    Serving serving;
    QCOMPARE(ask(serving, "GET /gates").status, 200);
    QTRY_VERIFY(!serving.store().control().empty()); // else it is read later, and shown
    serving.session().showControl(true);
    QCOMPARE(ask(serving, "GET /overlap").status, 200);
    QTRY_VERIFY(serving.store().size() > 0);
    QCOMPARE(serving.store().target(serving.store().endRow() - 1), "/overlap");
    serving.session().showControl(false);
    QCOMPARE(ask(serving, "GET /gates").status, 200);
    QTRY_VERIFY(!serving.store().control().empty());
}

void TestControl::survivesAStop()
{
    Serving serving;
    Clients clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<RawClient>(serving.port()));
        clients.back()->send(message("GET /requests").repeated(10));
    }
    QVERIFY(serving.stop());
    for (const auto &client : clients)
        QVERIFY(!client->received().contains("HTTP/1.1 5"));
}

QTEST_GUILESS_MAIN(TestControl)
#include "tst_control.moc"
