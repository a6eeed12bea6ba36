#pragma once

#include "overlap/scenario/scenariofile.h"
#include "rawclient.h"
#include "rawserver.h"
#include "serving.h"

// A session that passes all requests on.
class Passing : public Serving
{
public:
    explicit Passing(const QByteArray &url, const overlap::scenario::Upstream &how = {},
                     qint64 rate = 0, overlap::Settings settings = {})
        : Serving(std::move(settings))
    {
        auto made = overlap::scenario::upstreamScenario(QString::fromLatin1(url));
        auto scenario = std::get<overlap::scenario::Scenario>(std::move(made));
        overlap::scenario::Rule &rule = scenario.rules.front();
        auto to = how;
        to.url = std::get<overlap::scenario::Upstream>(rule.to).url;
        rule.to = to;
        rule.rate = rate;
        session().setScenario(scenario);
    }
    explicit Passing(const RawServer &server) : Passing(server.url()) {}
};

// What a client gets: one answer, or what comes until the connection ends.
inline QByteArray answerTo(const Serving &serving, const QByteArray &message)
{
    RawClient client(serving.port());
    client.send(message);
    client.waitUntil([&] { return client.hasResponses(1) || !client.isOpen(); });
    return client.received();
}

inline QByteArray get(const QByteArray &target, const QByteArray &fields = {})
{
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
}

inline QByteArray bodyIn(const QByteArray &message)
{
    const qsizetype head = message.indexOf("\r\n\r\n");
    return head < 0 ? QByteArray() : message.sliced(head + 4);
}
