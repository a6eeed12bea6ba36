#pragma once

#include "appearance.h"
#include "connectionsearch.h"
#include "lessons/beforelessons.h"
#include "lessons/runwatch.h"
#include "overlap/analysis/presets.h"
#include "overlap/lesson/lesson.h"
#include "overlap/session.h"
#include "rules/scenariodocument.h"
#include "selection.h"

#include <QMainWindow>
#include <QTimer>

class QAction;
class QHBoxLayout;
class QLabel;
class QSettings;
class QSplitter;

namespace overlap::ui {

class CompareWindow;
class ControlBar;
class Details;
class EmptyCard;
class GateStrip;
class HeldRequests;
class Legend;
class LessonPanel;
class Overview;
class ProblemBar;
class RulesPage;
class ScenarioFiles;
class SendPanel;
class SummaryLine;
class TablesPane;
class TimelineView;

// Pure. What the command line says about the window.
struct WindowOptions
{
    Overrides overrides;  // of remembered settings, for this run only
    QString settingsFile; // empty: the system's place for this application
    std::vector<load::Plan> plans = analysis::standardPlans(); // the presets of Send; at least one
    std::vector<lesson::Lesson> lessons = lesson::lessons();
    std::optional<int> lesson; // the number of one to open
};

// Main thread. The window of one session: builds the panels and connects them.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    // The session outlives the window.
    explicit MainWindow(Session &session, WindowOptions options = {}, QWidget *parent = nullptr);
    ~MainWindow() override;

    // These override what is remembered, for this run only. What is not given stays as it is.
    void setStrategy(QLatin1StringView name); // one of schedule::strategies()
    void setCors(bool on);
    void setAddress(const std::optional<QString> &host, std::optional<quint16> port);

public Q_SLOTS:
    void start();
    void stop();  // a second call stops at once
    void save();  // writes the settings
    void leave(); // closes when all requests in flight are answered; a second call closes at once

protected:
    void changeEvent(QEvent *event) override;
    // A folder and the address of a server become rules, a file is opened as a scenario.
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void closeEvent(QCloseEvent *event) override; // stops the server first, within 0.5 s
    void showEvent(QShowEvent *event) override;

private:
    void build();
    QWidget *buildTimelineArea();
    void addZoomButtons(QHBoxLayout &row);
    void buildMenus();
    void buildViewMenu();
    void buildSendMenu();
    void buildHelpMenu();
    void wire();
    void restore();
    void fitScreen();
    void takeOverrides(const Overrides &overrides);
    void setCounts(const schedule::Counts &counts);
    Settings settings() const; // to serve with
    void remember(const QString &key, const QVariant &value);
    void drain(std::chrono::nanoseconds within); // then it closes

    void showState(Session::State state);
    void showProblem(const Problem &problem);
    void showSending(int answered, int failed, int count);
    void showResults(const QList<load::Result> &results);
    void setAppearance(Appearance appearance);
    void startAndSend(const load::Plan &plan);
    void copyUrl();
    void offerUrls(); // fills the menu of URLs to copy
    void showExposure();
    void focusNextPart();
    void compare();
    void buildLessons();
    void wireLessons();
    void openLesson(int number);
    void showLessons(bool shown);
    void fitLessons();
    void leaveLessons(); // the window closes
    void takeStrategy();
    void useStrategy(const schedule::Choice &choice);
    Settings lessonSettings() const;
    void showKeys();
    void showAbout();
    void buildRules();
    void wireRules();
    void takeDropped(const QUrl &url);
    void offerRule(QMenu &menu, quint64 id); // made of a request
    bool keepsRules();                       // it asks first whether to save them
    void storeChanged(const record::StoreChange &change);
    void clear();
    void undoClear();
    void showCleared();
    void askAndExport();
    void exportTo(const QString &typed);
    void refresh();
    void showTitle();
    void watchLoops();
    qint64 blockedNs() const;

    Session &m_session;
    const WindowOptions m_options;
    QString m_notice; // a problem with the settings file
    const std::unique_ptr<QSettings> m_settings;
    QVariantMap m_given; // settings that options override
    Selection m_selection;
    ConnectionSearch m_connectionSearch{m_session.store(), m_selection};
    ControlBar *m_bar = nullptr;
    SendPanel *m_sendPanel = nullptr;
    SummaryLine *m_summary = nullptr;
    GateStrip *m_gates = nullptr;
    HeldRequests *m_heldRequests = nullptr;
    ProblemBar *m_exposure = nullptr;
    ProblemBar *m_crowded = nullptr;
    ProblemBar *m_problem = nullptr;
    ProblemBar *m_cleared = nullptr;
    TimelineView *m_timeline = nullptr;
    Overview *m_overview = nullptr;
    EmptyCard *m_card = nullptr;
    ScenarioDocument m_document{m_session};
    ScenarioFiles *m_scenarioFiles = nullptr;
    RulesPage *m_rules = nullptr;
    TablesPane *m_tables = nullptr;
    Details *m_details = nullptr;
    QSplitter *m_rows = nullptr;
    QSplitter *m_columns = nullptr;
    QSplitter *m_sides = nullptr;
    LessonPanel *m_lessons = nullptr;
    std::unique_ptr<RunWatch> m_runWatch;
    BeforeLessons m_beforeLessons{m_session};
    int m_lessonsWidth = 0;          // as somebody made it; 0: nobody did
    bool m_isLessonChoosing = false; // the strategy, not somebody by hand
    QLabel *m_status = nullptr;
    QAction *m_undo = nullptr;
    QAction *m_export = nullptr;
    QAction *m_cors = nullptr;
    QAction *m_startAction = nullptr;
    QAction *m_stopAction = nullptr;
    QAction *m_cancelAction = nullptr;
    CompareWindow *m_compare = nullptr; // null until it is first opened
    Legend *m_legend = nullptr;
    QTimer m_refresh;                   // refreshes everything but the timeline
    std::chrono::milliseconds m_pace{}; // between two refreshes
    QTimer m_watchdog;                  // a blocked event loop can't report itself
    std::optional<load::Plan> m_toSend; // when it serves
    Appearance m_appearance = Appearance::System;
    bool m_isLeaving = false;
    bool m_leavesRules = false; // unsaved, as somebody said
    bool m_isOfRules = false;   // the problem that is shown
    bool m_wasBlocked = false;
};

} // namespace overlap::ui
