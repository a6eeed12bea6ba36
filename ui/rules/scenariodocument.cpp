#include "rules/scenariodocument.h"

#include "overlap/scenario/scenariofile.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>
#include <QScopedValueRollback>

namespace overlap::ui {

ScenarioDocument::ScenarioDocument(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    connect(&session, &Session::scenarioChanged, this, [this] {
        if (!m_isEditing)
            takeOver();
    });
    const auto overtake = [this] {
        m_isOvertaken = true;
        Q_EMIT changed();
    };
    connect(&m_disk, &scenario::FileWatch::changed, this,
            [this, overtake](const scenario::Scenario &there) {
                if (there != m_saved)
                    overtake();
            });
    connect(&m_disk, &scenario::FileWatch::refused, this, overtake);
    takeOver();
}

// Somebody else has set the scenario: its file was read, or an option says so.
void ScenarioDocument::takeOver()
{
    m_disk.close();
    m_file = m_session.scenarioFile();
    m_saved = m_session.scenario();
    m_isChanged = false;
    m_isOvertaken = false;
    Q_EMIT changed();
}

QString ScenarioDocument::name() const
{
    return QFileInfo(m_file).fileName();
}

QString ScenarioDocument::dir() const
{
    return m_file.isEmpty() ? QDir::currentPath() : QFileInfo(m_file).absolutePath();
}

void ScenarioDocument::edit(const scenario::Scenario &scenario)
{
    {
        const QScopedValueRollback editing(m_isEditing, true);
        m_session.setScenario(scenario);
    }
    m_isChanged = scenario != m_saved;
    if (!m_isChanged && !m_isOvertaken && !m_file.isEmpty())
        m_session.openScenario(m_file); // as it was: it follows the file again
    else if (m_disk.path().isEmpty() && !m_file.isEmpty())
        m_disk.open(m_file);
    Q_EMIT changed();
}

bool ScenarioDocument::open(const QString &file)
{
    return m_session.openScenario(file);
}

void ScenarioDocument::clear()
{
    m_session.setScenario({});
}

QString ScenarioDocument::save(const QString &file)
{
    const QByteArray text = scenario::print(scenario(), QFileInfo(file).absolutePath());
    QSaveFile saved(file);
    if (!saved.open(QIODevice::WriteOnly) || saved.write(text) != text.size() || !saved.commit())
        return saved.errorString();
    m_disk.close(); // that was not somebody else
    m_session.openScenario(file);
    return {};
}

} // namespace overlap::ui
