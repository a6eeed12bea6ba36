#include "httppromises.h"

#include <QTest>

#include <random>

using namespace overlap::http;
using State = Exchange::State;
using End = Transaction::End;

// Main thread. Thousands of damaged inputs, the same in each run. The invariants of the exchange
// hold, however the input is split.
class TestHttpMutations : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void wholeEqualsSplit();
    void streamedEqualsHeld();
    void promisesHoldInAnyOrderOfInputs();
};

using Random = std::mt19937;

static int upTo(Random &random, int most) // inclusive
{
    return int(random() % quint32(most + 1));
}

static const QList<QByteArray> seeds = {
    "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
    "GET /a%20b?c HTTP/1.0\r\nConnection: keep-alive, x\r\n\r\n",
    "HEAD http://h:1/p HTTP/1.1\r\nhost: [::1]:80\r\nA:  b\tc \r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n",
    "PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab\r\nc",
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5;a=\"b\"\r\nhello\r\n0\r\nT: u\r\n\r\n",
    "\r\nPUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok",
    "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
};
static constexpr char spice[] = "\r\n\r\n \t:;,%\"\\/0123456789aF\0\x7f\x80*?#-+xHTTP";

static QByteArray mutated(Random &random)
{
    QByteArray bytes;
    for (int i = upTo(random, 3); i >= 0; --i)
        bytes += seeds[upTo(random, int(seeds.size()) - 1)];
    for (int i = upTo(random, 3); i > 0; --i) {
        const int at = upTo(random, int(bytes.size()) - 1);
        const char c = spice[upTo(random, int(std::size(spice)) - 1)];
        switch (upTo(random, 4)) {
        case 0: bytes[at] = c; break;
        case 1: bytes.insert(at, c); break;
        case 2: bytes.remove(at, 1 + upTo(random, 3)); break;
        case 3: bytes.insert(at, bytes.mid(at, 1 + upTo(random, 20))); break;
        case 4: bytes.insert(at, seeds[upTo(random, int(seeds.size()) - 1)]); break;
        }
        if (bytes.isEmpty())
            return bytes;
    }
    return bytes;
}

void TestHttpMutations::wholeEqualsSplit()
{
    Random random(20240229);
    int answered = 0, refused = 0;
    for (int i = 0; i < 20000; ++i) {
        const QByteArray bytes = mutated(random);
        const Limits limits = i % 2 ? Limits() : smallLimits();
        HttpPeer whole(limits), split(limits), single(limits);
        whole.receive(bytes);
        for (QByteArrayView rest = bytes; !rest.isEmpty();) {
            const qsizetype size = qMin(rest.size(), qsizetype(1 + upTo(random, 30)));
            split.receive(rest.first(size));
            rest = rest.sliced(size);
        }
        for (const char &c : bytes)
            single.receive({&c, 1});
        for (HttpPeer *peer : {&whole, &split, &single}) {
            if (peer->state() == State::Lingering || peer->state() == State::Finished)
                continue;
            peer->peerFinished();
        }
        // Whether there are surplus bytes at the close depends on the split. That only changes
        // whether it lingers.
        for (HttpPeer *peer : {&whole, &split, &single})
            peer->wait(std::chrono::seconds(60));
        QCOMPARE(summary(split), summary(whole));
        QCOMPARE(summary(single), summary(whole));
        QCOMPARE(whole.state(), State::Finished);
        for (const Transaction &t : whole.transactions) {
            answered += t.end == End::Answered ? 1 : 0;
            refused += t.end == End::Refused ? 1 : 0;
        }
    }
    QVERIFY2(answered > 10000 && refused > 5000, "the inputs are too broken, or not enough");
}

// Answers when the body is there, and takes it until then.
static void takeAll(HttpPeer &peer)
{
    while (peer.state() == State::Handling) {
        while (!peer.exchange.takeUpload(peer.now).isEmpty())
            ;
        peer.poll();
        if (peer.state() != State::Handling || peer.exchange.isUploading())
            return;
        peer.respond(HttpPeer::page("<" + peer.requests.back().target.toByteArray() + ">"));
    }
}

// A handler that takes bodies in pieces, and answers when they are whole, answers as others do.
void TestHttpMutations::streamedEqualsHeld()
{
    Random random(20261127);
    int uploads = 0;
    for (int i = 0; i < 20000; ++i) {
        const QByteArray bytes = mutated(random);
        Limits limits = i % 2 ? Limits() : smallLimits();
        limits.body = Limits().body;
        HttpPeer held(limits), streamed(limits);
        streamed.answers = false;
        streamed.streams = [&uploads](const Parser &) { return ++uploads > 0; };
        streamed.exchange.offerUploads();
        held.receive(bytes);
        for (QByteArrayView rest = bytes; !rest.isEmpty();) {
            const qsizetype size = qMin(rest.size(), qsizetype(1 + upTo(random, 30)));
            streamed.receive(rest.first(size));
            takeAll(streamed);
            rest = rest.sliced(size);
        }
        for (HttpPeer *peer : {&held, &streamed}) {
            if (peer->state() != State::Lingering && peer->state() != State::Finished)
                peer->peerFinished();
            peer->wait(std::chrono::seconds(60));
            peer->requests.clear(); // some were taken before their bodies were found to be wrong
        }
        QCOMPARE(summary(streamed), summary(held));
    }
    QVERIFY2(uploads > 5000, "the inputs have too few bodies");
}

static void answerInPieces(Random &random, HttpPeer &peer)
{
    const bool isWhole = peer.state() == State::Handling && !peer.exchange.isUploading();
    if (isWhole && upTo(random, 6) == 0)
        peer.exchange.tunnel("HTTP/1.1 101 Switching Protocols\r\n\r\n", peer.now);
    else if (peer.state() == State::Handling)
        peer.exchange.begin(Response(), {BodyLength::Kind(upTo(random, 2)), 3}, peer.now);
    else if (upTo(random, 2) > 0)
        peer.exchange.write("abc", peer.now);
    else
        peer.exchange.complete(peer.now);
    peer.poll();
}

// Gives the peer some random input, mostly bytes. Returns how many bytes.
static qsizetype poke(Random &random, HttpPeer &peer)
{
    const int chosen = upTo(random, 24);
    const bool seldom = upTo(random, 3) == 0;
    if (chosen <= 3) {
        peer.take(1 + upTo(random, 500));
    } else if (chosen <= 8) {
        if (peer.state() == State::Handling)
            peer.respond(HttpPeer::page("late"));
    } else if (chosen == 9) {
        peer.peerFinished();
    } else if (chosen <= 12) {
        if (seldom)
            chosen == 10 ? peer.drain() : chosen == 11 ? peer.peerGone() : peer.abort();
    } else if (chosen > 22) {
        peer.exchange.takeUpload(peer.now);
        peer.poll();
    } else if (chosen > 20) {
        answerInPieces(random, peer);
    } else if (peer.exchange.wantsInput()) {
        const QByteArray bytes = mutated(random);
        peer.receive(bytes);
        return bytes.size();
    }
    return 0;
}

static QByteArray live(Random &random, HttpPeer &peer)
{
    qint64 received = 0;
    for (int i = 0; i < 40; ++i) {
        peer.answers = upTo(random, 2) > 0;
        peer.now += std::chrono::milliseconds(upTo(random, 3000));
        peer.exchange.expire(peer.now);
        peer.poll();
        received += poke(random, peer);
        if (const QByteArray wrong = wrongNow(peer); !wrong.isEmpty())
            return wrong;
    }
    peer.abort();
    return wrongAfter(peer, received);
}

void TestHttpMutations::promisesHoldInAnyOrderOfInputs()
{
    Random random(784111777);
    for (int i = 0; i < 5000; ++i) {
        HttpPeer peer(smallLimits());
        peer.takesAll = i % 3 == 0;
        peer.streams = [&random](const Parser &) { return upTo(random, 2) > 0; };
        if (i % 4 > 0)
            peer.exchange.offerUploads();
        const QByteArray wrong = live(random, peer);
        QVERIFY2(wrong.isEmpty(), (wrong + " in round " + QByteArray::number(i)).constData());
    }
}

QTEST_APPLESS_MAIN(TestHttpMutations)
#include "tst_httpmutations.moc"
