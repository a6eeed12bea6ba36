#include "lessons/beforelessons.h"

#include <utility>

namespace overlap::ui {

using State = Session::State;

BeforeLessons::BeforeLessons(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    connect(&session, &Session::stateChanged, this, &BeforeLessons::settle);
    connect(&session, &Session::problemOccurred, this, [this] {
        if (m_session.state() == State::Stopped) // it can't serve: no use to try it again later
            stoppedByHand();
    });
}

void BeforeLessons::take(const schedule::Choice &strategy)
{
    m_strategy = strategy;
    if (std::exchange(m_isSettling, false))
        return; // it has yet to get where it was before the last time
    m_served.reset();
    if (m_session.state() == State::Starting || m_session.isServing())
        startedByHand(m_session.settings());
    if (m_session.isServing())
        m_served->port = m_session.listening().port; // that URL stays good, if port 0 was asked for
}

schedule::Choice BeforeLessons::giveBack()
{
    const schedule::Choice strategy = *std::exchange(m_strategy, {});
    if (m_served)
        m_served->strategy = strategy;
    m_isSettling = true;
    settle();
    return strategy;
}

void BeforeLessons::forget()
{
    m_isSettling = false;
}

void BeforeLessons::choseByHand(const schedule::Choice &strategy)
{
    if (m_strategy)
        m_strategy = strategy;
}

void BeforeLessons::startedByHand(const Settings &settings)
{
    m_isSettling = false;
    m_served = settings;
}

void BeforeLessons::stoppedByHand()
{
    m_isSettling = false;
    m_served.reset();
}

void BeforeLessons::settle()
{
    if (!m_isSettling)
        return;
    switch (m_session.state()) {
    case State::Starting:
    case State::Stopping: return; // more follows
    case State::Stopped:
        m_isSettling = false;
        if (m_served)
            m_session.start(*m_served);
        return;
    case State::Serving:
        m_isSettling = m_served ? m_served->threads != m_session.settings().threads : true;
        if (m_isSettling)
            m_session.stop();
    }
}

} // namespace overlap::ui
