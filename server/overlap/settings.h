#pragma once

#include "overlap/net/connectionoptions.h"
#include "overlap/schedule/strategies.h"

#include <QString>

#include <chrono>
#include <optional>

namespace overlap {

// Pure. Where and how to serve.
struct Settings
{
    QString host = QStringLiteral("localhost"); // an address or a name of this machine
    quint16 port = 7878;                        // 0: any free one
    int threads = 1;                            // event loops that share the connections
    net::ConnectionOptions connections;
    schedule::Choice strategy; // how requests are handled, to begin with
    bool cors = false;         // pages of other origins may read the answers (Fetch standard)
    std::chrono::nanoseconds drainWithin = std::chrono::seconds(10); // graceful stop
};

// Pure. What somebody asks for in place of other settings; none: that stays.
struct Overrides
{
    std::optional<QString> host;
    std::optional<quint16> port;
    std::optional<int> threads;
    std::optional<QLatin1StringView> strategy; // its name
    std::optional<schedule::Counts> counts;
    std::optional<bool> cors;

    Settings over(Settings settings) const;
};

} // namespace overlap
