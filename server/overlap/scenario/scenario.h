#pragma once

#include "overlap/scenario/condition.h"
#include "overlap/scenario/pattern.h"
#include "overlap/script/script.h"

#include <QUrl>

#include <chrono>
#include <variant>

namespace overlap::scenario {

// Pure. What answers the requests that a rule takes.
struct Steps // the rule's script
{
    bool operator==(const Steps &) const = default;
};
struct BuiltIn // the routes of the server
{
    bool operator==(const BuiltIn &) const = default;
};
struct Folder // files
{
    QString dir; // absolute, with slashes
    bool lists = false;
    QString fallback{}; // the file for what is not there, below the folder; empty: 404
    bool operator==(const Folder &) const = default;
};
struct Upstream // another server
{
    QUrl url; // http or https, a host, may have a port and a path
    bool keepsHost = false;
    int connections = 0; // at most, of each event loop; 0: as many as are wanted
    QString ca{};        // file of certificates, absolute; empty: the system's
    bool isInsecure = false;
    std::chrono::nanoseconds timeout{0}; // until its answer begins; 0: it may take any time
    bool operator==(const Upstream &) const = default;
};
using To = std::variant<Steps, BuiltIn, Folder, Upstream>;

// Pure. Who answers which requests.
struct Rule
{
    Pattern on{};
    QByteArray host{}; // in small letters, may have a port; empty: any
    std::vector<Condition> fields{};
    std::vector<Condition> query{};
    BodyCondition body{};

    int after = 0;                  // the first ones that match are passed over
    std::optional<double> chance{}; // to take one; above 0, at most 1
    std::optional<qint64> seed{};   // of the chance; nothing: by the place of the rule
    std::optional<int> times{};     // it takes at most so many
    int atOnce = 0;                 // it lets at most so many go on at once; 0: any number
    bool isOff = false;
    QByteArray note{}; // for people

    script::Script steps{}; // before what `to` answers
    To to{};
    qint64 rate = 0; // bytes a second of the answer's body from a Folder or Upstream; 0: no limit

    bool operator==(const Rule &) const = default;
};

// Pure. Rules in their order: the first one that takes a request answers it.
struct Scenario
{
    std::vector<Rule> rules{};
    bool onlyRules = false; // what no rule takes is not found, even where the server has a route
    bool operator==(const Scenario &) const = default;
};

inline constexpr std::size_t mostRules = 1000;
inline constexpr int largestCount = 1'000'000; // of times, after, at once
inline constexpr quint16 mostNumber = 0x3fff;  // of a rule in records, see Rules::set()

// Pure. Whether a rule matches, whatever it has taken before: what the Rest of its pattern stands
// for (see Pattern::matchPath()), or nothing.
std::optional<QByteArrayView> match(const Rule &rule, const Asked &asked);

// Pure. The same whatever the body is.
std::optional<QByteArrayView> matchHead(const Rule &rule, const Asked &asked);

// Pure. Whether a rule takes every request that it matches.
inline bool takesAll(const Rule &rule)
{
    return rule.after == 0 && !rule.chance && !rule.times;
}

// Pure. The same by what is known of a request before its fields: whether the rule may match.
bool mayMatch(const Rule &rule, http::Method method, QByteArrayView path);

} // namespace overlap::scenario
