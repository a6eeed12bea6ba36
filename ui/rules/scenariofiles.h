#pragma once

#include <QObject>

#include <functional>

class QAction;
class QMenu;
class QSettings;

namespace overlap::ui {

class ScenarioDocument;

// Main thread. The entries of the menu File that open and save the scenario. Asks what is to become
// of changes that are in no file.
class ScenarioFiles : public QObject
{
    Q_OBJECT
public:
    // All outlive it, but for the menu.
    ScenarioFiles(QWidget &window, ScenarioDocument &document, QSettings &settings, QMenu &menu);

    void askAndOpen();
    void open(const QString &file);
    void save();
    void askAndSave(const std::function<void()> &then = {}); // once it is saved
    // Calls `then` at once if no change would be lost; or once somebody has said what is to become
    // of them, unless that is to go on with them.
    void settle(const std::function<void()> &then);

Q_SIGNALS:
    void opened(); // and in force
    void saved(const QString &file);
    void failed(const QString &problem);

private:
    void noteFile();
    void offerRecent();
    bool write(const QString &file);

    QWidget &m_window;
    ScenarioDocument &m_document;
    QSettings &m_settings;
    QMenu *m_recent;
    QAction *m_save;
};

} // namespace overlap::ui
