#pragma once

#include "app/console.h"
#include "app/options.h"

#include <QObject>

namespace overlap::app {

// Main thread. The console's face: serves until a signal stops it. Ends the application's event
// loop with 0, or with 1 where it could not serve.
class Headless : public QObject
{
    Q_OBJECT
public:
    Headless(Session &session, bool verbose);

    void stop(); // a second call stops at once

private:
    void stateChanged(Session::State state);
    void tell(const QString &text); // on standard output; stops where that fails
    void storeChanged(const record::StoreChange &change);
    void problemOccurred(const Problem &problem);

    Session &m_session;
    const bool m_verbose;
    Said m_said = Said::All;
    int m_status = 0;
};

} // namespace overlap::app
