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

    // The link of a request, by a number that no other has; null: it waits for one. Its user must
    // giveBack() the link or leave() before it is destroyed.
    Link *ask(quint64 request, User &user);
    void leave(quint64 request, Link *link); // closes the link; null: it waits no longer
    // The first bytes came on a link.
    void answered(const Link &link);
    // The answer is whole. If the link can't be used again, it is closed.
    void giveBack(Link &link, std::optional<http::Time> closesIn);
    Link &replace(const Link &link); // it was closed while it was idle: another for its request
    quint64 nextRequest() { return ++m_lastRequest; }

private:
    // How many connections the upstream serves at a time.
    enum class Serves : quint8 { Unknown, One, Several };
    struct Use
    {
        quint64 request = 0;  // 0: none, it is idle
        User *user = nullptr; // null: it is not told of the link yet
    };
    struct Known
    {
        std::unique_ptr<Link> link;
        Use use;
    };

    void changed(Link &link) override;
    Link &linkFor(const Pool::Given &given, const Use &use);
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
    std::unordered_map<quint32, Known> m_links;
    std::unordered_map<quint64, User *> m_waiting; // requests without a link
    std::vector<std::unique_ptr<Link>> m_closed;   // deleted when none is on the call stack
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
