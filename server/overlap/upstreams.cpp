#include "overlap/upstreams.h"

#include "overlap/upstream/gateway.h"

#include <QRandomGenerator>

namespace overlap {

// Unlike that of any other server, so that several may pass requests on to each other.
static QByteArray newPseudonym()
{
    return "overlap-" + QByteArray::number(QRandomGenerator::global()->generate(), 16);
}

static scenario::Destination destinationFor(const scenario::Upstream &to, upstream::Route route)
{
    const auto origin = upstream::originFrom(to.url.toEncoded());
    if (const auto *const known = std::get_if<upstream::Origin>(&origin))
        route.forwarding.origin = *known;
    if (route.forwarding.origin.isTls) {
        route.tls = {.name = QString::fromLatin1(route.forwarding.origin.host),
                     .isInsecure = to.isInsecure};
        if (!to.ca.isEmpty())
            route.tls->trusted = std::make_shared<net::TrustedFile>(to.ca);
    }
    route.forwarding.keepsHost = to.keepsHost;
    route.pool.most = to.connections;
    if (to.timeout.count() > 0)
        route.answerWithin = to.timeout;
    const upstream::Gateway gateway(std::move(route));
    return [gateway](net::Call &&call, scenario::Passed passed) {
        gateway.handle(std::move(call), {passed.rate, std::move(passed.whenEnding)});
    };
}

scenario::Makers withUpstreams(scenario::Makers makers, const net::Clock &clock,
                               std::vector<QUrl> &urls)
{
    if (makers.upstream)
        return makers;
    upstream::Route route;
    route.forwarding.pseudonym = newPseudonym();
    route.clock = clock;
    makers.upstream = [route, &urls](const scenario::Upstream &to) mutable {
        ++route.number;
        urls.push_back(to.url);
        return destinationFor(to, route);
    };
    return makers;
}

} // namespace overlap
