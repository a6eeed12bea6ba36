#pragma once

#include "overlap/session.h"

#include <QObject>

#include <optional>

namespace overlap::ui {

// Main thread. How a session was set before the lessons, and how it gets back there. What somebody
// sets by hand meanwhile is as if it had been so before.
class BeforeLessons : public QObject
{
    Q_OBJECT
public:
    explicit BeforeLessons(Session &session, QObject *parent = nullptr); // it outlives this

    void take(const schedule::Choice &strategy); // the lessons open
    // The lessons close. The server gets back to where it was, step by step. Returns the strategy.
    schedule::Choice giveBack();
    void forget(); // the server stays as it is
    const std::optional<schedule::Choice> &strategy() const { return m_strategy; } // while open

    void choseByHand(const schedule::Choice &strategy);
    void startedByHand(const Settings &settings);
    void stoppedByHand();

private:
    void settle();

    Session &m_session;
    std::optional<schedule::Choice> m_strategy;
    std::optional<Settings> m_served; // nothing: it did not serve
    bool m_isSettling = false;
};

} // namespace overlap::ui
