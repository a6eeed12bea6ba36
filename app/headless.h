#pragma once

#include "app/console.h"
#include "app/options.h"

#include <QObject>

namespace overlap::app {

// Main thread. Serves without a window until a signal stops it. Ends the application's event loop
// with status 0, or with 1 if it could not serve.
class Headless : public QObject
{
    Q_OBJECT
public:
    Headless(Session &session, bool verbose);

    void stop(); // a second call stops at once

private:
    void stateChanged(Session::State state);
    void output(const QString &text); // to standard output; stops if that fails
    void storeChanged(const record::StoreChange &change);
    void problemOccurred(const Problem &problem);
    void scenarioChanged();

    Session &m_session;
    const bool m_verbose;
    WriteResult m_lastWrite = WriteResult::Complete;
    int m_status = 0;
};

} // namespace overlap::app
