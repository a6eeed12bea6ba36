#pragma once

#include "overlap/http/bodylength.h"
#include "overlap/net/call.h"

namespace overlap::record {
struct UpstreamTimes;
}

namespace overlap::net {

class Connection;
struct ConnectionOptions;

// Loop thread. What an attendant sees of its call, and does for it. Valid within
// Attendant::proceed() only.
class Serving
{
public:
    const http::Request &request() const;
    const CallAddress &address() const; // its run() makes the attendant proceed again
    Transport::Peer peer() const;
    const ConnectionOptions &options() const; // of its loop
    // On the clock of the session, when the attendant was called: no call takes long.
    http::Time now() const { return m_now; }
    // Proceeds again at that time, never earlier. The last call counts; http::never: at no time.
    void wakeAt(http::Time time);

    // The body of the request. What has arrived since the last call; empty: nothing. A body that
    // was held whole comes at once, and stays in request(). As long as nobody takes it, the client
    // is made to wait. In a tunnel: bytes from the client.
    QByteArray takeBody();
    // Whether more will come that takeBody() has not given yet. In a tunnel: until the client's
    // FIN.
    bool isUploading() const;
    // The client waits for a 100 before it sends the body (RFC 9110 §10.1.1). To answer by
    // respond() instead is as well.
    bool wantsContinue() const;
    void sendContinue();

    // The answer: interim ones, then respond() or begin(). What comes when the call has ended does
    // nothing.
    void interim(const QByteArray &head);    // a 1xx, with its empty line
    void respond(http::Response &&response); // as a whole; the call has ended
    void begin(http::Response &&head,
               http::BodyLength length); // without a body (HEAD) it has ended
    void write(const QByteArray &piece);
    // Whether more should be written. If not: the attendant proceeds when there is room again.
    bool hasRoom();
    // The body is whole: the call has ended. Trailers go behind the last chunk, if there are
    // chunks; the client should have asked for them (RFC 9110 §6.5.1). In a tunnel: FIN to the
    // client, whose bytes may still come.
    void complete(const http::Headers &trailers = {});
    void breakOff(http::BreakOff how); // before or within the answer; the call has ended
    // Sends the head of a 101, with its empty line. From then on bytes go both ways as they are.
    // The call ends when both sides have ended, by complete() and the client's FIN.
    void tunnel(const QByteArray &head);
    bool hasEnded() const; // the call: the attendant is destroyed when proceed() returns

    // Writes to the journal what is known of the upstream's side, with the number of the request,
    // at last before the call ends: then it does nothing.
    void recordUpstream(const record::UpstreamTimes &times);
    void upstreamChanged(); // the attendant's lastTimes(): they are written when the iteration ends

private:
    friend class Connection;
    Serving(Connection &connection, http::Time now) : m_connection(connection), m_now(now) {}

    Connection &m_connection;
    const http::Time m_now;
};

// Loop thread. Serves one call by itself, as bytes come and go: see Call::attend(). Its connection
// owns it, and destroys it when the client has left or the call has ended, but never within
// proceed().
class Attendant
{
public:
    Attendant() = default;
    Q_DISABLE_COPY_MOVE(Attendant)
    virtual ~Attendant() = default;
    // First as soon as it attends; then whenever there is more of the body than it has taken, or
    // its end; there is room in an answer again; someone called CallAddress::run(); or the time of
    // wakeAt() has come. What it does not use is not told again, but room and body can be asked for
    // at any time. If it throws, the call ends like one without an answer.
    virtual void proceed(Serving &serving) = 0;
    // What there is to record of the upstream's side; null: nothing. At last when the call ends
    // otherwise: its client has left, or the server stops, or its tunnel is shut at both ends.
    virtual const record::UpstreamTimes *lastTimes() { return nullptr; }
};

} // namespace overlap::net
