#pragma once

#include "overlap/net/clock.h"
#include "overlap/upstream/link.h"
#include "overlap/upstream/origin.h"
#include "overlap/upstream/pool.h"

#include <QHostInfo>
#include <QObject>
#include <QTimer>

#include <atomic>
#include <unordered_map>

namespace overlap::upstream {

// Loop thread. The links of one loop to one upstream. Looks up its name, opens links, keeps those
// that are idle, and lets requests wait for one.
class Links final : public QObject, private Link::Listener
{
    Q_OBJECT
public:
    // Whoever uses a link, or waits for one.
    class User
    {
    public:
        virtual void given(Link &link) = 0; // later than ask(); it must not do more than note it
        virtual void linkChanged() = 0;     // also soon after given()

    protected:
        ~User() = default;
    };
    struct Setup
    {
        Origin origin{};
        std::optional<net::TlsOptions> tls{};
        Pool::Settings pool{};
        net::ConnectionOptions connections{};
        net::Clock clock{};
        std::shared_ptr<std::atomic<quint32>> numbers{}; // of the last connection
    };

    explicit Links(Setup setup);
    ~Links() override;

    const net::Clock &clock() const { return m_setup.clock; }
    std::span<char> buffer() { return m_buffer; } // for what a link reads
    // The address of a client. Many requests come from the same one.
    const QByteArray &textOf(const net::Transport::Peer &client);

    // A request, by a number that no other has, and its link; null: it waits for one. Its user must
    // leave() before it is destroyed.
    Link *ask(quint64 request, User &user);
    void leave(quint64 request); // closes its link, if it has one still
    // The first bytes came on a link.
    void answered(const Link &link);
    // The answer is whole. If the link can't be used again, it is closed.
    void giveBack(quint64 request, std::optional<http::Time> closesIn);
    Link &replace(quint64 request); // its link was closed while it was idle
    quint64 nextRequest() { return ++m_lastRequest; }

private:
    // How many connections the upstream serves at a time.
    enum class Serves : quint8 { Unknown, One, Several };
    struct Use
    {
        User *user;
        Link *link; // null: it waits
    };

    void changed(Link &link) override;
    Link &open(const Pool::Given &given);
    void hand(const std::optional<Pool::Given> &given);
    void bury(quint32 link);
    void makeWay();
    void closeIdle();
    bool isAnyUnanswered() const;
    void expire();
    void setTimer();
    void connectWaiting();
    void lookedUp(const QHostInfo &info);

    const Setup m_setup;
    Pool m_pool;
    std::unordered_map<quint32, std::unique_ptr<Link>> m_links;
    std::unordered_map<quint32, quint64> m_requests; // by link, those that are used
    std::unordered_map<quint64, Use> m_uses;         // by request
    std::vector<std::unique_ptr<Link>> m_closed;     // deleted when none is on the call stack
    std::vector<char> m_buffer;
    std::optional<net::Transport::Peer> m_client; // the last one, and
    QByteArray m_clientText;                      // its address
    std::vector<quint32> m_unnamed;               // links that wait for the look-up
    QList<QHostAddress> m_addresses;              // the one that took a connection is the first
    http::Time m_goodUntil = http::Time::min();   // then they are looked up again
    bool m_looksUp = false;
    QTimer m_expiry;
    QTimer m_grace; // see makeWay()
    Serves m_serves = Serves::Unknown;
    http::Time m_lastGrace{};
    bool m_hasMadeWay = false;
    quint64 m_lastRequest = 0;
};

} // namespace overlap::upstream
