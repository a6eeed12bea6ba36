#include "overlap/upstream/trouble.h"
#include "rawsocket.h"
#include "upstreamfixture.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace overlap;
using namespace Qt::StringLiterals;
using record::Outcome;

// Requests that are passed on to another server, and its answers.
class TestUpstream : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { addTransports(); }
    void passesOnAndBack();
    void usesConnectionsAgain();
    void bodiesComeBackWhole_data();
    void bodiesComeBackWhole();
    void bodiesGoUpWhole_data();
    void bodiesGoUpWhole();
    void manyAtOnce();
    void asManyAsTheRuleSays();
    void makesWayForOthers();
    void localhostIsEither();
    void interimAnswersPass();
    void goesNoFurther();
    void ownFieldsOfOtherOrigins();
    void continueComesFromThere();
    void webSocketsAreTunnels();
    void throttles();
    void notReadFasterThanTheClient();
    void leavesWithTheClient();
    void tellsWhatCameUntilTheClientLeft_data();
    void tellsWhatCameUntilTheClientLeft();
    void stopsWithTheServer();
    void rulesChangeBelowRequests();
    void strategies_data();
    void strategies();

private:
    static QByteArray patternOf(qsizetype size);
};

QByteArray TestUpstream::patternOf(qsizetype size)
{
    QByteArray pattern;
    for (qint64 i = 0; pattern.size() < size; ++i)
        pattern += QByteArray::number(i * i) + '\n';
    pattern.truncate(size);
    return pattern;
}

void TestUpstream::passesOnAndBack()
{
    QByteArray got;
    RawServer server([&](RawServer::Peer &peer) {
        if (const auto request = peer.take()) {
            got = *request;
            peer.send("HTTP/1.1 201 Created\r\nX-Own: yes\r\nConnection: X-Hop\r\nX-Hop: 1\r\n"
                      "Location: " +
                      server.url() + "/new\r\nContent-Length: 5\r\n\r\nhello");
        }
    });
    Passing serving(server);
    const QByteArray answer =
        answerTo(serving, "POST /a?b=c HTTP/1.1\r\nHost: me:80\r\nConnection: X-Mine\r\n"
                          "X-Mine: 1\r\nContent-Length: 3\r\n\r\nabc");
    QVERIFY2(answer.startsWith("HTTP/1.1 201 Created\r\n"), answer);
    QVERIFY2(answer.contains("X-Own: yes\r\n") && !answer.contains("X-Hop"), answer);
    QVERIFY2(answer.contains("Location: http://me:80/new\r\n"), answer);
    QCOMPARE(bodyIn(answer), "hello");
    QVERIFY2(got.startsWith("POST /a?b=c HTTP/1.1\r\nHost: " + server.url().sliced(7) + "\r\n"),
             got);
    QVERIFY2(!got.contains("X-Mine"), got);
    QVERIFY2(got.contains("Via: 1.1 overlap-"), got);
    QVERIFY2(got.contains("X-Forwarded-For: " + loopback().toString().toLatin1() + "\r\n"), got);
    QCOMPARE(bodyIn(got), "abc");
    QTRY_COMPARE(serving.store().size(), 1u);
    QCOMPARE(serving.records().front().outcome, Outcome::Answered);
    QCOMPARE(int(serving.records().front().status), 201);
    QCOMPARE(serving.session().ruleUses().front().lastStatus, std::optional(201));
}

void TestUpstream::usesConnectionsAgain()
{
    const RawServer server;
    const Passing serving(server);
    RawClient client(serving.port());
    for (int i = 1; i <= 5; ++i) {
        client.get("/");
        QVERIFY(client.waitUntil([&] { return client.hasResponses(i); }));
    }
    QCOMPARE(server.peers.size(), 1u);
    QCOMPARE(server.requests(), 5);
    QTRY_COMPARE(serving.store().size(), 5u);
    quint32 ordinal = 0;
    for (auto row = serving.store().firstRow(); row != serving.store().endRow(); ++row) {
        const auto times = serving.store().upstream(row);
        QVERIFY(times);
        QCOMPARE(times->connection, 1u);
        QCOMPARE(times->ordinal, ++ordinal);
        QCOMPARE(times->isReused, ordinal > 1);
        QCOMPARE(int(times->status), 200);
        QCOMPARE(times->bytesDown, 43u);
        QVERIFY(times->bytesUp > 100);
        QVERIFY(times->given <= times->connected && times->connected == times->secured &&
                times->secured <= times->sent && times->sent <= times->firstByte &&
                times->firstByte <= times->received && times->received != record::notYet);
    }
}

void TestUpstream::bodiesComeBackWhole_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<QByteArray>("framing");
    for (const qsizetype size : {0, 1, 65'535, 65'536, 65'537, 1'048'576}) {
        for (const QByteArray framing : {"length", "chunked", "close"})
            QTest::addRow("%s %d", framing.data(), int(size)) << size << framing;
    }
}

void TestUpstream::bodiesComeBackWhole()
{
    QFETCH(qsizetype, size);
    QFETCH(QByteArray, framing);
    const QByteArray body = patternOf(size);
    RawServer server([&](RawServer::Peer &peer) {
        if (!peer.take())
            return;
        if (framing == "length") {
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(size) +
                      "\r\n\r\n" + body);
        } else if (framing == "close") {
            peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body);
            peer.finish();
        } else {
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (qsizetype at = 0; at < size; at += 10'000) {
                const QByteArray piece = body.mid(at, 10'000);
                peer.send(QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n");
            }
            peer.send("0\r\n\r\n");
        }
    });
    const Passing serving(server);
    RawClient client(serving.port());
    client.send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"); // whatever it is, it ends by a FIN
    QVERIFY(client.waitUntil([&] { return !client.isOpen(); }));
    QVERIFY(client.received().startsWith("HTTP/1.1 200 OK\r\n"));
    QVERIFY(bodyIn(client.received()) == body);
    QTRY_COMPARE(serving.store().size(), 1u);
    QCOMPARE(serving.records().front().outcome, Outcome::Answered);
}

void TestUpstream::bodiesGoUpWhole_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<bool>("isChunked");
    for (const qsizetype size : {0, 1, 65'535, 65'536, 65'537, 1'048'576}) {
        QTest::addRow("length %d", int(size)) << size << false;
        QTest::addRow("chunked %d", int(size)) << size << true;
    }
}

void TestUpstream::bodiesGoUpWhole()
{
    QFETCH(qsizetype, size);
    QFETCH(bool, isChunked);
    const QByteArray body = patternOf(size);
    QByteArray got;
    RawServer server([&](RawServer::Peer &peer) {
        if (const auto request = peer.take()) {
            got = *request;
            peer.send("HTTP/1.1 204 No Content\r\n\r\n");
        }
    });
    const Passing serving(server);
    RawClient client(serving.port());
    if (isChunked) {
        client.send("PUT / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (qsizetype at = 0; at < size; at += 7'000) {
            const QByteArray piece = body.mid(at, 7'000);
            client.send(QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n");
        }
        client.send("0\r\n\r\n");
    } else {
        client.send("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                    QByteArray::number(size) + "\r\n\r\n" + body);
    }
    QVERIFY(client.waitUntil([&] { return client.hasResponses(1); }));
    QVERIFY2(client.received().startsWith("HTTP/1.1 204 "), client.received());
    if (!isChunked) {
        QVERIFY(bodyIn(got) == body);
        return;
    }
    QByteArray decoded;
    for (QByteArray rest = bodyIn(got);;) {
        const qsizetype line = rest.indexOf("\r\n");
        const qsizetype length = rest.first(line).toLongLong(nullptr, 16);
        if (length == 0)
            break;
        decoded += rest.mid(line + 2, length);
        rest = rest.mid(line + 2 + length + 2);
    }
    QVERIFY(decoded == body);
}

// It must not be us who lets them wait.
void TestUpstream::manyAtOnce()
{
    std::vector<RawServer::Peer *> waiting;
    RawServer server([&](RawServer::Peer &peer) {
        if (peer.take())
            waiting.push_back(&peer);
    });
    Passing serving(server);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 50; ++i) {
        clients.push_back(std::make_unique<RawClient>(serving.port()));
        clients.back()->get("/");
    }
    QTRY_COMPARE(waiting.size(), 50u);
    for (RawServer::Peer *const peer : waiting)
        peer->send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    for (const auto &client : clients)
        QVERIFY(client->waitUntil([&] { return client->hasResponses(1); }));
    QTRY_COMPARE(serving.store().size(), 50u);
}

void TestUpstream::asManyAsTheRuleSays()
{
    if (threads() > 1)
        QSKIP("each loop has connections of its own");
    std::vector<RawServer::Peer *> waiting;
    std::size_t most = 0;
    RawServer server([&](RawServer::Peer &peer) {
        while (peer.take())
            waiting.push_back(&peer);
        most = std::max(most, waiting.size());
    });
    const Passing serving(server.url(), {.url = {}, .connections = 2});
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 6; ++i) {
        clients.push_back(std::make_unique<RawClient>(serving.port()));
        clients.back()->get("/");
    }
    for (int answered = 0; answered < 6; ++answered) {
        QTRY_VERIFY(!waiting.empty());
        RawServer::Peer *const peer = waiting.front();
        waiting.erase(waiting.begin());
        peer->send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
    for (const auto &client : clients)
        QVERIFY(client->waitUntil([&] { return client->hasResponses(1); }));
    QCOMPARE(most, 2u);
    QCOMPARE(server.peers.size(), 2u);
}

// A server with one thread serves a connection until it is closed: it must not be us who let the
// others wait. If it serves several, all are kept.
void TestUpstream::makesWayForOthers()
{
    if (threads() > 1)
        QSKIP("each loop has connections of its own");
    bool servesOne = true;
    RawServer server;
    RawServer::Peer *served = nullptr;
    const auto serve = [&] {
        if (served && served->isOpen())
            return RawServer::friendly(*served);
        for (const auto &peer : server.peers) {
            if (peer->isOpen()) {
                served = peer.get();
                return RawServer::friendly(*served);
            }
        }
    };
    server.behavior = [&](RawServer::Peer &peer) {
        connect(&peer.socket(), &QTcpSocket::disconnected, &server, serve,
                Qt::ConnectionType(Qt::QueuedConnection));
        servesOne ? serve() : RawServer::friendly(peer);
    };
    const Passing serving(server);
    std::vector<std::unique_ptr<RawClient>> clients;
    clients.reserve(6);
    for (int i = 0; i < 6; ++i)
        clients.push_back(std::make_unique<RawClient>(serving.port()));
    const auto ask = [&](int responses) {
        for (const auto &client : clients)
            client->get("/");
        return std::ranges::all_of(clients, [&](const auto &client) {
            return client->waitUntil([&] { return client->hasResponses(responses); });
        });
    };
    QElapsedTimer timer;
    timer.start();
    QVERIFY(ask(1));
    QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    servesOne = false;
    std::size_t peers = 0; // soon there are no new ones
    for (int i = 2; server.peers.size() != peers && timer.elapsed() < patienceMs; ++i) {
        peers = server.peers.size();
        QVERIFY(ask(i));
    }
    QCOMPARE(server.peers.size(), peers);
}

// Programs listen at one of its addresses.
void TestUpstream::localhostIsEither()
{
    const RawServer server;
    for (const char *name : {"localhost", "api.localhost"}) {
        const Passing serving("http://" + QByteArray(name) + ':' +
                              QByteArray::number(server.serverPort()));
        for (int i = 0; i < 3; ++i)
            QCOMPARE(bodyIn(answerTo(serving, get("/"))), "hello");
    }
}

void TestUpstream::interimAnswersPass()
{
    const RawServer server(RawServer::saying("HTTP/1.1 100 Continue\r\n\r\n"
                                             "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
                                             "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    const Passing serving(server);
    RawClient client(serving.port());
    client.get("/");
    QVERIFY(client.waitUntil([&] { return client.received().endsWith("ok"); }));
    QVERIFY2(client.received().startsWith("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
                                          "HTTP/1.1 200 OK\r\n"),
             client.received());
}

void TestUpstream::goesNoFurther()
{
    const RawServer server;
    const Passing serving(server);
    const auto ask = [&](const QByteArray &method, int most) {
        return answerTo(serving, method + " / HTTP/1.1\r\nHost: localhost\r\nMax-Forwards: " +
                                     QByteArray::number(most) + "\r\n\r\n");
    };
    QVERIFY(ask("OPTIONS", 0).startsWith("HTTP/1.1 204 "));
    QVERIFY(ask("TRACE", 0).startsWith("HTTP/1.1 501 "));
    QVERIFY(server.peers.empty());
    QCOMPARE(bodyIn(ask("OPTIONS", 1)), "hello");
    QCOMPARE(bodyIn(ask("GET", 0)), "hello"); // it does not count
}

void TestUpstream::ownFieldsOfOtherOrigins()
{
    QByteArray own;
    RawServer server([&](RawServer::Peer &peer) {
        if (peer.take())
            peer.send("HTTP/1.1 200 OK\r\n" + own + "Content-Length: 0\r\n\r\n");
    });
    const Passing serving(server.url(), {}, 0, {.cors = true});
    const QByteArray request = get("/", "Origin: http://elsewhere\r\n");
    QVERIFY(
        answerTo(serving, request).contains("Access-Control-Allow-Origin: http://elsewhere\r\n"));
    own = "Access-Control-Allow-Origin: http://only.example\r\n";
    const QByteArray answer = answerTo(serving, request);
    QCOMPARE(answer.count("Access-Control-Allow-Origin"), 1);
    QVERIFY2(answer.contains(own), answer);
}

// A client that waits for a 100 hears what the upstream says, before it sends the body; if that
// says nothing, as some do, it need not wait for ever.
void TestUpstream::continueComesFromThere()
{
    const QByteArray message = "PUT / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                               "Content-Length: 4\r\n\r\n";
    RawServer server;
    server.behavior = [](RawServer::Peer &peer) {
        if (peer.received.endsWith("\r\n\r\n"))
            peer.send("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n");
    };
    const Passing serving(server);
    QVERIFY(answerTo(serving, message).startsWith("HTTP/1.1 417 "));
    for (const bool says100 : {true, false}) {
        server.behavior = [says100](RawServer::Peer &peer) {
            if (says100 && peer.received.endsWith("\r\n\r\n"))
                peer.send("HTTP/1.1 100 Continue\r\n\r\n");
            RawServer::friendly(peer);
        };
        RawClient client(serving.port());
        client.send(message);
        QVERIFY(client.waitUntil([&] { return client.count("100") == 1; }));
        client.send("body");
        QVERIFY(client.waitUntil([&] { return client.received().endsWith("hello"); }));
    }
}

void TestUpstream::webSocketsAreTunnels()
{
    QByteArray got;
    RawServer server([&](RawServer::Peer &peer) {
        if (const auto request = peer.take()) {
            got = *request;
            peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                      "Connection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\nfirst");
        }
        peer.send(std::exchange(peer.received, {}));
    });
    Passing serving(server);
    RawClient client(serving.port());
    client.send(get("/", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: k\r\n"));
    QVERIFY(client.waitUntil([&] { return client.received().endsWith("first"); }));
    QVERIFY2(client.received().startsWith("HTTP/1.1 101 Switching Protocols\r\n"),
             client.received());
    QCOMPARE(client.received().count("Sec-WebSocket-Accept: x\r\n"), 1);
    QVERIFY2(got.contains("Upgrade: websocket\r\n") && got.contains("Sec-WebSocket-Key: k\r\n"),
             got);
    const qsizetype before = client.received().size();
    const QByteArray bytes = patternOf(500'000) + "\r\n\r\nGET / HTTP/1.1\r\n\r\n";
    server.behavior = [](RawServer::Peer &peer) { peer.send(std::exchange(peer.received, {})); };
    client.send(bytes);
    QVERIFY(client.waitUntil([&] { return client.received().size() == before + bytes.size(); }));
    QVERIFY(client.received().endsWith(bytes));
    server.peers.front()->finish();
    QVERIFY(client.waitUntil([&] { return !client.isOpen(); }));
    QTRY_COMPARE(server.open(), 0);
    QTRY_COMPARE(serving.store().size(), 1u);
    const auto times = serving.store().upstream(serving.store().firstRow());
    QVERIFY(times && times->isTunnel && times->status == 101);
}

void TestUpstream::throttles()
{
    const QByteArray body = patternOf(20'000);
    RawServer server(RawServer::saying("HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n" + body));
    const Passing serving(server.url(), {}, 40'000);
    QElapsedTimer timer;
    timer.start();
    const QByteArray answer = answerTo(serving, get("/"));
    QVERIFY(bodyIn(answer) == body);
    QVERIFY2(timer.elapsed() >= 400, qPrintable(QString::number(timer.elapsed())));
}

void TestUpstream::notReadFasterThanTheClient()
{
    constexpr qint64 size = 64 * 1024 * 1024;
    RawServer server([&](RawServer::Peer &peer) {
        if (peer.take())
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(size) +
                      "\r\n\r\n" + QByteArray(size, 'x'));
    });
    const Passing serving(server);
    RawClient client(serving.port());
    client.stopReading();
    client.get("/");
    QTRY_COMPARE(server.peers.size(), 1u);
    RawServer::Peer &peer = *server.peers.front();
    QTRY_VERIFY(peer.requests == 1);
    qint64 left = -1;
    int unchanged = 0; // looks in a row
    QTRY_VERIFY((unchanged = std::exchange(left, peer.socket().bytesToWrite()) == left
                                 ? unchanged + 1
                                 : 0) >= 5);
    QVERIFY2(peer.socket().bytesToWrite() > size / 4,
             qPrintable(QString::number(peer.socket().bytesToWrite())));
    client.readOn();
    QVERIFY(client.waitUntil([&] { return bodyIn(client.received()).size() == size; }));
}

void TestUpstream::leavesWithTheClient()
{
    RawServer server([](RawServer::Peer &peer) { peer.take(); });
    Passing serving(server);
    {
        RawClient client(serving.port());
        client.get("/");
        QTRY_COMPARE(server.requests(), 1);
        reset(client.socket());
    }
    QTRY_COMPARE(server.open(), 0);
    QTRY_COMPARE(serving.store().size(), 1u);
    QCOMPARE(serving.records().front().outcome, Outcome::AbortedByClient);
}

void TestUpstream::tellsWhatCameUntilTheClientLeft_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("within an answer")
        << get("/") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
    QTest::newRow("a tunnel")
        << get("/", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: k\r\n")
        << QByteArray("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                      "Connection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\nhello");
}

void TestUpstream::tellsWhatCameUntilTheClientLeft()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, answer);
    qsizetype up = 0;
    RawServer server([&](RawServer::Peer &peer) {
        up += peer.received.size();
        if (std::exchange(peer.received, {}).contains("GET "))
            peer.send(answer);
    });
    Passing serving(server);
    {
        RawClient client(serving.port());
        client.send(request);
        QVERIFY(client.waitUntil([&] { return client.received().endsWith("hello"); }));
        const qsizetype before = up;
        if (answer.contains(" 101 ")) {
            client.send("more");
            QTRY_COMPARE(up, before + 4);
        }
        reset(client.socket());
    }
    QTRY_COMPARE(server.open(), 0);
    QTRY_COMPARE(serving.store().size(), 1u);
    const auto times = serving.store().upstream(serving.store().firstRow());
    QVERIFY(times);
    QCOMPARE(times->bytesUp, quint64(up));
    QCOMPARE(times->bytesDown, quint64(answer.size()));
    QVERIFY(times->firstByte != record::notYet && times->received == record::notYet);
}

// Idle connections as well as those in use.
void TestUpstream::stopsWithTheServer()
{
    bool answers = true;
    RawServer server([&](RawServer::Peer &peer) {
        if (answers)
            RawServer::friendly(peer);
        else
            peer.take();
    });
    Passing serving(server);
    QCOMPARE(bodyIn(answerTo(serving, get("/"))), "hello");
    QCOMPARE(server.open(), 1);
    answers = false;
    RawClient client(serving.port());
    client.get("/");
    QTRY_COMPARE(server.requests(), 2);
    serving.session().stop();
    serving.session().stop();
    QTRY_COMPARE(serving.session().state(), Session::State::Stopped);
    QTRY_COMPARE(server.open(), 0);
    QTRY_VERIFY(serving.isOver());
}

// Those in flight end; idle connections of what is not asked any more are closed.
void TestUpstream::rulesChangeBelowRequests()
{
    RawServer::Peer *waiting = nullptr;
    RawServer server([&](RawServer::Peer &peer) {
        if (peer.take())
            waiting = &peer;
    });
    Passing serving(server);
    RawClient client(serving.port());
    client.get("/");
    QTRY_VERIFY(waiting);
    serving.session().setScenario({});
    waiting->send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    QVERIFY(client.waitUntil([&] { return client.hasResponses(1); }));
    QVERIFY(client.received().endsWith("ok"));
    QTRY_COMPARE(server.open(), 0);
}

void TestUpstream::strategies_data()
{
    QTest::addColumn<QLatin1StringView>("name");
    for (const schedule::Kind &kind : schedule::strategies()) {
        if (!kind.compared || kind.compared->predict) // otherwise none is answered
            QTest::newRow(kind.name.data()) << kind.name;
    }
}

// A server that blocks waits for its upstream, too; so the upstream has a thread of its own here.
void TestUpstream::strategies()
{
    QFETCH(QLatin1StringView, name);
    const QByteArray body = patternOf(300'000);
    RawServer server([&](RawServer::Peer &peer) {
        while (const auto request = peer.take())
            peer.send(request->startsWith("HEAD")
                          ? "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"
                          : "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + body);
    });
    Settings settings;
    settings.strategy.name = name;
    const Passing serving("http://api.localhost:" + QByteArray::number(server.serverPort()), {}, 0,
                          settings);
    RawClient client(serving.port());
    client.get("/");
    QVERIFY(client.waitUntil([&] { return client.hasResponses(1); }));
    QVERIFY(bodyIn(client.received()) == body);
    client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n" +
                QByteArray(100'000, 'x'));
    QVERIFY(client.waitUntil([&] { return client.hasResponses(2); }));
    QVERIFY(answerTo(serving, "HEAD / HTTP/1.0\r\n\r\n").contains("Content-Length: 7\r\n"));
    server.behavior = RawServer::saying("HTTP/1.1 200 OK\nbad\n\n");
    QVERIFY(answerTo(serving, get("/")).startsWith("HTTP/1.1 502 "));
    server.close();
    for (const auto &peer : server.peers)
        peer->finish();
    QVERIFY(answerTo(serving, get("/")).contains("refused the connection"));
    QTRY_COMPARE(serving.store().size(), 5u);
    std::vector<int> told;
    for (auto row = serving.store().firstRow(); row != serving.store().endRow(); ++row) {
        const auto times = serving.store().upstream(row);
        QVERIFY(times && times->connection > 0 && times->given != record::notYet);
        const bool isConnected = times->connected != record::notYet;
        QCOMPARE(times->bytesUp > 0, isConnected);
        QCOMPARE(times->received != record::notYet, isConnected);
        told.push_back(times->trouble == 0 ? times->status : -times->trouble);
    }
    std::ranges::sort(told); // several loops finish in any order
    QCOMPARE(told, (std::vector<int>{-int(overlap::upstream::Trouble::WrongAnswer),
                                     -int(overlap::upstream::Trouble::Refused), 200, 200, 200}));
}

QTEST_GUILESS_MAIN(TestUpstream)
#include "tst_upstream.moc"
