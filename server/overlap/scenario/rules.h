#pragma once

#include "overlap/scenario/ruleinforce.h"

#include <QMutex>

namespace overlap::scenario {

// Any thread, apart from set(). The rules in force. New requests follow new ones; those that were
// taken before end under theirs.
class Rules
{
public:
    explicit Rules(Makers makers = {});

    // Main thread. A rule that is the same as one before goes on counting, also if it was or is
    // switched off; and a destination that is the same keeps its connections. A rule keeps its
    // number wherever it moves, and hands it on to one that takes the same requests; others get the
    // next ones.
    void set(const Scenario &scenario);
    Scenario scenario() const;
    std::vector<Use> uses() const; // in the order of the rules
    void reset();                  // as if no rule had done anything
    void rest(bool resting);       // main thread: as if there was none, until they rest no more

    // Whether there is nothing to ask for: no rule, and the server's routes answer.
    bool areEmpty() const { return m_areEmpty.load(std::memory_order_acquire); }
    // The rule that takes a request; null: none does.
    struct Taken
    {
        std::shared_ptr<const RuleInForce> rule;
        QByteArray rest{};      // see Pattern::matchPath()
        bool onlyRules = false; // without a rule: nothing else answers
    };
    Taken take(const http::Request &request) const;
    // The same of a request whose body has not come yet, if it may be for an upstream, which takes
    // the body as it comes. Nothing: no rule is counted, as one may ask for the body.
    std::optional<Taken> takeByHead(const http::Request &head) const;
    // Whether a rule may take a request, or nothing else answers, by what is known before its
    // fields.
    bool mayTake(http::Method method, QByteArrayView path) const;

private:
    struct InForce
    {
        std::vector<std::shared_ptr<const RuleInForce>> rules{};
        bool onlyRules = false;
    };
    static Taken take(const InForce &rules, const http::Request &request);
    std::shared_ptr<const InForce> inForce() const;
    quint16 nextNumber();
    void noteEmpty();
    std::shared_ptr<const Destination> destinationFor(const To &to, const InForce &before,
                                                      const InForce &next) const;

    const Makers m_makers;
    quint16 m_lastNumber = 0; // main thread
    bool m_isResting = false; // main thread
    std::atomic<bool> m_areEmpty = true;
    mutable QMutex m_mutex;
    std::shared_ptr<const InForce> m_inForce; // guarded by it
};

} // namespace overlap::scenario
