#pragma once

#include "overlap/scenario/filewatch.h"
#include "overlap/session.h"

namespace overlap::ui {

// Main thread. The scenario in force as something that one edits and saves. It follows its file
// until it is edited, and again once it is saved.
class ScenarioDocument : public QObject
{
    Q_OBJECT
public:
    explicit ScenarioDocument(Session &session, QObject *parent = nullptr); // which outlives it

    scenario::Scenario scenario() const { return m_session.scenario(); }
    const QString &file() const { return m_file; } // absolute; empty: it is in none yet
    QString name() const;                          // of the file, without its folder
    QString dir() const;                           // what names in rules are relative to; absolute
    bool isChanged() const { return m_isChanged; } // since it was read or saved
    bool isOvertaken() const { return m_isOvertaken; } // its file was changed meanwhile, too

    void edit(const scenario::Scenario &scenario); // in force at once
    bool open(const QString &file);                // see Session::openScenario()
    void clear();                                  // no rules, in no file
    // Writes this file, and follows it. What went wrong; empty: nothing.
    QString save(const QString &file);

Q_SIGNALS:
    void changed();

private:
    void takeOver();
    void follow();

    Session &m_session;
    scenario::FileWatch m_disk; // of the file, while it is edited
    scenario::Scenario m_saved; // as read or saved
    QString m_file;
    bool m_isEditing = false;
    bool m_isChanged = false;
    bool m_isOvertaken = false;
};

} // namespace overlap::ui
