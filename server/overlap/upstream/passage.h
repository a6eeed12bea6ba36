#pragma once

#include "overlap/net/attendant.h"
#include "overlap/record/upstreamtimes.h"
#include "overlap/upstream/links.h"
#include "overlap/upstream/pace.h"
#include "overlap/upstream/requesthead.h"

#include <atomic>
#include <functional>

namespace overlap::upstream {

// Pure. What is asked of one request that is passed on.
struct Passing
{
    qint64 rate = 0; // bytes a second of the answer's body; 0: no limit
    // Called once, with the status of the head, 0 without one, before the client can know.
    std::function<void(int status)> whenEnding{};
};

// Pure. How an upstream is reached.
struct Route
{
    Forwarding forwarding{};
    std::optional<net::TlsOptions> tls{}; // for https
    Pool::Settings pool{};
    http::Time connectWithin = std::chrono::seconds(10); // with the look-up of its name
    // Until the head of the final answer, from when the request was sent as far as the client has.
    http::Time answerWithin = http::never;
    net::Clock clock{};
    quint16 number = 0; // of the upstream in its session, from 1
    // Connections to upstreams of the session, so far: each has its number.
    std::shared_ptr<std::atomic<quint32>> connections = std::make_shared<std::atomic<quint32>>(0);
};

// Loop thread. Takes one request to an upstream, and its answer back, as their bytes come; neither
// side is read faster than the other one takes it.
class Passage final : public net::Attendant, private Links::User
{
public:
    // Where it leads.
    class Destination
    {
    public:
        virtual const Route &route() const = 0;
        virtual Links &linksHere(const net::ConnectionOptions &options) = 0; // of this loop

    protected:
        ~Destination() = default;
    };
    Passage(std::shared_ptr<Destination> to, Passing passing, net::CallAddress address);
    ~Passage() override;

    void proceed(net::Serving &serving) override;
    const record::UpstreamTimes *lastTimes() override;

private:
    enum class State : quint8 { New, Waiting, Connecting, Passing, Over };
    using Step = Transfer::Step;

    void given(Link &link) override { m_link = &link; }
    void linkChanged() override;

    void goOn(net::Serving &serving);
    void ask(net::Serving &serving);
    void begin(net::Serving &serving);
    void upload(net::Serving &serving);
    void timeAnswer(http::Time now, bool hasMore);
    void keep(const QByteArray &piece, bool moreFollows);
    void download(net::Serving &serving);
    void receive(net::Serving &serving, QByteArrayView bytes);
    void take(net::Serving &serving, Step step);
    void takeHead(net::Serving &serving);
    void deliver(net::Serving &serving);
    void answerWhole(net::Serving &serving);
    void tunnel(net::Serving &serving);
    void end(net::Serving &serving);
    void endBadly(net::Serving &serving);
    bool sendAgain(net::Serving &serving);
    void fail(net::Serving &serving, Trouble trouble, Flaw flaw = Flaw::None);
    void releaseLink();
    void noteEnding(int status);
    void note(record::Ticks &moment, http::Time now);
    void noteSent(http::Time now);
    void tell(net::Serving &serving);
    void tellEnd(net::Serving &serving, Trouble trouble, Flaw flaw = Flaw::None);
    bool isLate(http::Time now) const;
    Trouble lateTrouble() const;
    http::Time deadline() const;

    const std::shared_ptr<Destination> m_to;
    const Route &m_route = m_to->route();
    Passing m_passing;
    const net::CallAddress m_address;
    Links *m_links = nullptr; // null: it has not asked yet
    Link *m_link = nullptr;
    quint64 m_request = 0; // for the links
    State m_state = State::New;

    std::vector<QByteArray> m_kept; // of the request's body, to be sent again
    qint64 m_keptSize = 0;
    bool m_isKept = true; // wholly
    bool m_isUploaded = false;
    bool m_isRetry = false;
    http::Time m_connectBy = http::never;
    http::Time m_answerBy = http::never;
    http::Time m_continueBy = http::never;

    record::UpstreamTimes m_times;
    bool m_isUntold = false; // they have changed

    http::Response m_head;                // of the answer, until it is begun
    QByteArray m_content;                 // that was not written yet
    std::optional<http::Time> m_closesIn; // the upstream, see keepAliveOf()
    Pace m_pace;
    Step m_step = Step::More;
    bool m_hasHead = false;
    bool m_isAnswering = false; // the head was sent
    bool m_isTunnel = false;
    bool m_isHalfClosed = false; // as a tunnel: the upstream has sent a FIN
    bool m_isProceeding = false;
    bool m_hasNews = false; // while it proceeds
};

} // namespace overlap::upstream
