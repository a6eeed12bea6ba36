#pragma once

#include "overlap/analysis/selectedrequest.h"
#include "overlap/record/clientrequests.h"
#include "selection.h"
#include "widgets/tabs.h"

#include <functional>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QSettings;
class QStackedWidget;

namespace overlap::ui {

class ConnectionPage;
class ConnectionSearch;
class MessagePage;
class TimingPage;
class WireText;

// Main thread. Everything known about the selected request, on five pages, or about the selected
// connection. A hint, if none is selected.
class Details : public QWidget
{
    Q_OBJECT
public:
    using Clock = std::function<qint64()>; // ns on the records' clock
    // Store and selection outlive the pane.
    Details(const record::Store &store, Selection &selection, Clock clock,
            QWidget *parent = nullptr);

    void setClientRequests(const record::ClientRequests &clientRequests); // which outlive the pane
    void setConnectionSearch(const ConnectionSearch &search);             // which outlives the pane
    // Says what a rule of the scenario takes, such as "GET /items"; empty: there is no such rule.
    void setRuleNames(std::function<QString(int number)> nameOf) { m_ruleName = std::move(nameOf); }
    // The address of an upstream by its number; empty: it has none.
    void setUpstreamNames(std::function<QString(int number)> nameOf)
    {
        m_upstreamName = std::move(nameOf);
    }
    void setOrigin(const QByteArray &origin); // for cURL, such as "http://localhost:7878"
    // Copies, without secrets. The command is for the chosen shell.
    void copyUrl(quint64 id) const;
    void copyCurl(quint64 id) const;
    void restore(const QSettings &settings);
    void save(QSettings &settings) const;
    void refresh(); // cheap if the request is finished and shown

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void fitTitle();
    QWidget *buildCurl();
    void showSelected();
    void showConnection();
    void askForSecrets(bool asked);
    void showTextsAgain();
    void showCurl(const record::KeptDetails &details);
    QString ruleText(int number) const;
    void showTexts(const analysis::SelectedRequest &selected);
    void showHint(const QString &text);

    const record::Store &m_store;
    Selection &m_selection;
    const Clock m_clock;
    const record::ClientRequests *m_clientRequests = nullptr;
    const ConnectionSearch *m_connectionSearch = nullptr;
    std::function<QString(int)> m_ruleName;
    std::function<QString(int)> m_upstreamName;
    QByteArray m_origin;
    quint64 m_textsOf = 0; // the finished request whose texts are shown; 0: none
    QStackedWidget *m_stack;
    QLabel *m_hint;
    QLabel *m_title;
    Tabs *m_tabs;
    TimingPage *m_timing;
    MessagePage *m_request;
    MessagePage *m_response;
    ConnectionPage *m_connection;
    WireText *m_raw;
    WireText *m_curl;
    QPushButton *m_copy;
    QComboBox *m_shell;                       // the one that the command is for
    QCheckBox *m_secrets;                     // "With secrets"
    std::array<QStackedWidget *, 4> m_kept{}; // each page, or a hint that its texts were not kept
    std::array<QLabel *, 4> m_notKept{};
};

} // namespace overlap::ui
