#pragma once

#include "appearance.h"
#include "overlap/analysis/presets.h"
#include "overlap/session.h"
#include "selection.h"

#include <QMainWindow>
#include <QTimer>

class QAction;
class QLabel;
class QSettings;
class QSplitter;

namespace overlap::ui {

class CompareWindow;
class ControlBar;
class Details;
class EmptyCard;
class Overview;
class ProblemBar;
class SendPanel;
class SummaryLine;
class TablesPane;
class TimelineView;

// What a window is made with, other than by people.
struct WindowOptions
{
    Overrides overrides;  // of what it remembers, for this time
    QString settingsFile; // empty: where the system keeps the application's
    std::vector<load::Plan> plans = analysis::standardPlans(); // what Send offers, at least one
};

// Main thread. The window over one session: builds the panels and connects them.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    // The session outlives the window.
    explicit MainWindow(Session &session, WindowOptions options = {}, QWidget *parent = nullptr);
    ~MainWindow() override;

    // Over what was remembered, for this time; what is not given stays.
    void setStrategy(QLatin1StringView name); // as schedule::strategies() has them
    void setCors(bool on);
    void setAddress(const std::optional<QString> &host, std::optional<quint16> port);

public Q_SLOTS:
    void start();
    void save();  // what it remembers
    void leave(); // closes once what is in flight is answered; called again, at once

protected:
    void closeEvent(QCloseEvent *event) override; // stops first, briefly, if it serves
    void showEvent(QShowEvent *event) override;

private:
    void build();
    QWidget *buildTimelineArea();
    void buildMenus();
    void buildViewMenu();
    void buildSendMenu();
    void buildHelpMenu();
    void wire();
    void restore();
    void takeOverrides(const Overrides &overrides);
    void setCounts(const schedule::Counts &counts);
    void remember(const QString &key, const QVariant &value);

    void showState(Session::State state);
    void showProblem(const Problem &problem);
    void showResults(const QList<load::Result> &results);
    void setAppearance(Appearance appearance);
    void startAndSend(const load::Plan &plan);
    void copyUrl();
    void offerUrls(); // to copy
    void showExposure();
    void focusNextPart();
    void compare();
    void showKeys();
    void showAbout();
    void take(const record::StoreChange &change);
    void refresh();
    void watchLoops();
    qint64 blockedNs() const;

    Session &m_session;
    const WindowOptions m_options;
    QString m_notice; // of the settings
    const std::unique_ptr<QSettings> m_settings;
    QVariantMap m_given; // by options, over what it remembers
    Selection m_selection;
    ControlBar *m_bar = nullptr;
    SendPanel *m_sendPanel = nullptr;
    SummaryLine *m_summary = nullptr;
    ProblemBar *m_exposure = nullptr;
    ProblemBar *m_crowded = nullptr;
    ProblemBar *m_problem = nullptr;
    TimelineView *m_timeline = nullptr;
    Overview *m_overview = nullptr;
    EmptyCard *m_card = nullptr;
    TablesPane *m_tables = nullptr;
    Details *m_details = nullptr;
    QSplitter *m_rows = nullptr;
    QSplitter *m_columns = nullptr;
    QLabel *m_status = nullptr;
    QAction *m_cors = nullptr;
    CompareWindow *m_compare = nullptr; // once it was asked for
    QTimer m_refresh;                   // everything but the timeline is shown anew at its pace
    std::chrono::milliseconds m_pace{};
    QTimer m_watchdog;                  // an event loop that is held up can't tell so itself
    std::optional<load::Plan> m_toSend; // as soon as it serves
    Appearance m_appearance = Appearance::System;
    bool m_isLeaving = false;
    bool m_wasBlocked = false;
};

} // namespace overlap::ui
