#include "overlap/upstream/gateway.h"

#include "overlap/upstream/held.h"

#include <QMutex>
#include <QThread>

#include <map>
#include <utility>

namespace overlap::upstream {

// Each loop has links of its own, which die on its thread: with the loop's thread, or when nobody
// leads to the upstream any more.
class Gateway::Shared final : public Passage::Destination
{
public:
    explicit Shared(Route route) : m_route(std::move(route))
    {
        m_route.forwarding.authority = m_route.forwarding.origin.authority();
    }
    ~Shared()
    {
        const QMutexLocker lock(&m_known->mutex);
        for (const auto &[thread, links] : std::exchange(m_known->links, {}))
            links->deleteLater();
    }
    Q_DISABLE_COPY_MOVE(Shared)

    const Route &route() const override { return m_route; }
    Links &linksHere(const net::ConnectionOptions &options) override;

private:
    struct Known
    {
        QMutex mutex;
        std::map<QThread *, Links *> links; // guarded by it
    };

    Route m_route;
    const std::shared_ptr<Known> m_known = std::make_shared<Known>();
};

Links &Gateway::Shared::linksHere(const net::ConnectionOptions &options)
{
    QThread *const thread = QThread::currentThread();
    const QMutexLocker lock(&m_known->mutex);
    Links *&links = m_known->links[thread];
    if (!links) {
        links = new Links({m_route.forwarding.origin, m_route.tls, m_route.pool, options,
                           m_route.clock, m_route.connections});
        // The thread itself emits it, when its loop is gone.
        QObject::connect(
            thread, &QThread::finished, links,
            [known = m_known, thread, links] {
                const QMutexLocker forgetting(&known->mutex);
                known->links.erase(thread);
                links->deleteLater();
            },
            Qt::DirectConnection);
    }
    return *links;
}

Gateway::Gateway(Route route) : m_shared(std::make_shared<Shared>(std::move(route))) {}

void Gateway::handle(net::Call &&call, Passing passing) const
{
    const Route &route = m_shared->route();
    if (wasHere(call.request().headers, route.forwarding.pseudonym)) {
        call.recordUpstream({.askedNs = route.clock.now().count(),
                             .origin = route.number,
                             .trouble = quint8(Trouble::Circle)});
        http::Response page = pageOf(Trouble::Circle, route.forwarding.origin);
        if (passing.whenEnding)
            passing.whenEnding(int(page.status));
        return std::move(call).send(std::move(page));
    }
    if (endsHere(call.request())) {
        http::Response own;
        own.status = call.request().method == http::Method::Options ? http::Status::NoContent
                                                                    : http::Status::NotImplemented;
        if (passing.whenEnding)
            passing.whenEnding(int(own.status));
        return std::move(call).send(std::move(own));
    }
    if (call.holdsThread())
        return passHeld(std::move(call), {m_shared, &route}, std::move(passing));
    auto passage = std::make_unique<Passage>(m_shared, std::move(passing), call.address());
    std::move(call).attend(record::Phase::Upstream, std::move(passage));
}

} // namespace overlap::upstream
