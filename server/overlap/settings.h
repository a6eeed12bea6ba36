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
    int threads = 1;                            // event loops, 1 to maxThreads
    static constexpr int maxThreads = 64;
    net::ConnectionOptions connections{};
    schedule::Choice strategy{}; // at first; see Session::setStrategy()
    bool cors = false;           // pages of other origins may read the answers (Fetch standard)
    bool control = false;        // see Control; also while other machines can reach the server
    std::chrono::nanoseconds drainWithin = std::chrono::seconds(10); // graceful stop
};

// Pure. Replaces some settings; those that are not set stay.
struct Overrides
{
    std::optional<QString> host;
    std::optional<quint16> port;
    std::optional<int> threads;
    std::optional<QLatin1StringView> strategy; // the name
    std::optional<schedule::Counts> counts;
    std::optional<bool> cors;
    std::optional<bool> control;

    Settings over(Settings settings) const;
};

} // namespace overlap
