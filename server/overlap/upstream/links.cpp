#include "overlap/upstream/links.h"

#include "overlap/upstream/addresses.h"

#include <algorithm>

namespace overlap::upstream {

using http::Time;

static constexpr std::size_t bufferSize = 64 * 1024;
// For how long addresses of a name are used again.
static constexpr Time foundFor = std::chrono::seconds(10);
// How long others get for a sign that they are served beside a connection that is idle.
static constexpr std::chrono::milliseconds grace{20};
static constexpr Time betweenGraces = std::chrono::seconds(1);

Links::Links(Setup setup)
    : m_setup(std::move(setup))
    , m_pool(m_setup.pool)
    , m_buffer(bufferSize)
    , m_addresses(knownAddresses(m_setup.origin))
{
    m_expiry.setSingleShot(true);
    connect(&m_expiry, &QTimer::timeout, this, &Links::expire);
    m_grace.setSingleShot(true);
    connect(&m_grace, &QTimer::timeout, this, [this] {
        if (m_serves != Serves::Several && isAnyUnanswered())
            closeIdle();
    });
    if (!m_addresses.isEmpty())
        m_goodUntil = http::never;
}

Links::~Links() = default;

const QByteArray &Links::textOf(const net::Transport::Peer &client)
{
    if (m_client && m_client->address == client.address)
        return m_clientText;
    m_client = client;
    QHostAddress address(client.address.data());
    bool isIPv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIPv4);
    if (isIPv4)
        address.setAddress(ipv4);
    return m_clientText = address.toString().toLatin1();
}

Link *Links::ask(quint64 request, User &user)
{
    expire();
    if (const std::optional<Pool::Given> given = m_pool.ask(request))
        return &linkFor(*given, {request, &user});
    m_waiting.emplace(request, &user);
    return nullptr;
}

void Links::leave(quint64 request, Link *link)
{
    if (!link) {
        m_waiting.erase(request);
        m_pool.forget(request);
        return;
    }
    const quint32 id = link->id();
    bury(id);
    hand(m_pool.close(id));
}

void Links::giveBack(Link &link, std::optional<Time> closesIn)
{
    Use &use = m_links.at(link.id()).use;
    if (!link.transfer().mayBegin() || link.hasInput())
        return leave(use.request, &link);
    use = {};
    const std::optional<Pool::Given> given =
        m_pool.giveBack(link.id(), m_setup.clock.now(), closesIn);
    if (closesIn && *closesIn <= Time(0))
        bury(link.id());
    hand(given);
    setTimer();
    makeWay();
}

void Links::answered(const Link &link)
{
    const bool isBesideOthers = std::ranges::any_of(m_links, [&](const auto &known) {
        const Link *const other = known.second.link.get();
        return other != &link && other->wasAnswered();
    });
    if (isBesideOthers)
        m_serves = Serves::Several;
    else if (m_serves == Serves::Unknown && m_hasMadeWay)
        m_serves = Serves::One;
}

// Servers with one thread often serve one connection until it is closed, as the next request may
// come on it: then an idle one would make the requests on others wait for nothing. That is asked
// again now and then, as a server that is only slow looks the same.
void Links::makeWay()
{
    if (m_serves == Serves::Several || m_grace.isActive() || !isAnyUnanswered())
        return;
    const Time now = m_setup.clock.now();
    if (m_serves == Serves::One && now - m_lastGrace < betweenGraces)
        return closeIdle();
    m_lastGrace = now;
    m_grace.start(grace);
}

void Links::closeIdle()
{
    std::vector<quint32> idle;
    for (const auto &[id, known] : m_links) {
        if (known.use.request == 0)
            idle.push_back(id);
    }
    m_hasMadeWay = m_hasMadeWay || !idle.empty();
    for (const quint32 id : idle) {
        bury(id);
        hand(m_pool.close(id));
    }
}

bool Links::isAnyUnanswered() const
{
    return std::ranges::any_of(m_links, [](const auto &known) {
        return known.second.use.user && !known.second.link->wasAnswered();
    });
}

Link &Links::replace(const Link &link)
{
    const Use use = m_links.at(link.id()).use;
    bury(link.id());
    return linkFor(m_pool.replace(link.id(), use.request), use);
}

Link &Links::linkFor(const Pool::Given &given, const Use &use)
{
    if (!given.isNew) {
        Known &known = m_links.at(given.link);
        known.use = use;
        return *known.link;
    }
    Listener &listener = *this;
    auto made =
        std::make_unique<Link>(given.link, ++*m_setup.numbers, m_setup.connections, listener);
    Link &link = *m_links.emplace(given.link, Known{std::move(made), use}).first->second.link;
    m_unnamed.push_back(given.link);
    connectWaiting();
    return link;
}

// Another request's user is told later: this may be called by one that is being destroyed.
void Links::hand(const std::optional<Pool::Given> &given)
{
    if (!given)
        return;
    const auto waiting = m_waiting.find(given->request);
    User *const user = waiting->second;
    m_waiting.erase(waiting);
    Link &link = linkFor(*given, {given->request, nullptr}); // its user is not told yet
    m_links.at(given->link).use = {given->request, user};
    user->given(link);
    QMetaObject::invokeMethod(
        this,
        [this, given = *given] {
            const auto at = m_links.find(given.link);
            if (at != m_links.end() && at->second.use.request == given.request)
                at->second.use.user->linkChanged();
        },
        Qt::QueuedConnection);
}

// It may be the one that calls.
void Links::bury(quint32 link)
{
    const auto at = m_links.find(link);
    if (m_closed.empty())
        QMetaObject::invokeMethod(
            this, [this] { m_closed.clear(); }, Qt::QueuedConnection);
    m_closed.push_back(std::move(at->second.link));
    m_links.erase(at);
}

void Links::changed(Link &link)
{
    const auto at = m_links.find(link.id());
    if (at == m_links.end() || at->second.link.get() != &link)
        return; // it is closed
    if (link.state() == Link::State::Open) {
        if (const auto known = m_addresses.indexOf(link.address()); known > 0)
            m_addresses.move(known, 0);
    }
    if (User *const user = at->second.use.user) {
        user->linkChanged();
    } else if (at->second.use.request == 0 && link.hasInput()) {
        // Its end, or what nobody has asked for.
        const quint32 id = link.id();
        bury(id);
        hand(m_pool.close(id));
    }
}

void Links::expire()
{
    for (const quint32 link : m_pool.expire(m_setup.clock.now()))
        bury(link);
    setTimer();
}

void Links::setTimer()
{
    if (m_expiry.isActive())
        return;
    if (const Time deadline = m_pool.deadline(); deadline != http::never)
        m_expiry.start(std::chrono::ceil<std::chrono::milliseconds>(
            std::max(Time(0), deadline - m_setup.clock.now())));
}

void Links::connectWaiting()
{
    if (m_goodUntil < m_setup.clock.now()) {
        if (!std::exchange(m_looksUp, true))
            QHostInfo::lookupHost(QString::fromLatin1(m_setup.origin.host), this,
                                  [this](const QHostInfo &info) { lookedUp(info); });
        return;
    }
    for (const quint32 id : std::exchange(m_unnamed, {})) {
        if (const auto link = m_links.find(id); link != m_links.end())
            link->second.link->connectTo(m_addresses, m_setup.origin.port, m_setup.tls);
    }
}

void Links::lookedUp(const QHostInfo &info)
{
    m_looksUp = false;
    m_addresses = info.addresses();
    if (!m_addresses.isEmpty()) {
        m_goodUntil = m_setup.clock.now() + foundFor;
        return connectWaiting();
    }
    for (const quint32 id : std::exchange(m_unnamed, {})) {
        if (const auto link = m_links.find(id); link != m_links.end())
            link->second.link->fail(Trouble::NameUnknown);
    }
}

} // namespace overlap::upstream
