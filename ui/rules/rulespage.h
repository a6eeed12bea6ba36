#pragma once

#include "rules/rulemodel.h"
#include "rules/scenariodocument.h"

#include <QWidget>

class QAction;
class QLabel;
class QLayout;
class QMenu;
class QStackedWidget;

namespace overlap::ui {

class ProblemBar;
class RuleEditor;
class RuleTable;

// Main thread. The rules of the scenario: a table to add, edit, reorder and switch them off, with
// what they have done. Each change is in force at once.
class RulesPage : public QWidget
{
    Q_OBJECT
public:
    // Both outlive it.
    RulesPage(const Session &session, ScenarioDocument &document, QWidget *parent = nullptr);

    int count() const { return m_model.rowCount(); }
    RuleTable *table() const { return m_table; }
    void refresh() { m_model.updateUses(); }
    void setResting(bool resting); // see Session::restScenario()
    // Opens the editor on a rule that is not in force yet: it will be the first one.
    void propose(const scenario::Rule &rule);
    // Puts a rule in force behind all others, but before one that takes all that it takes.
    void append(const scenario::Rule &rule);
    QSize minimumSizeHint() const override; // what wraps needs its lines

Q_SIGNALS:
    void requestsWanted(int number); // of this rule, and no others
    void othersWanted(int number);   // of all others
    void openWanted();               // a scenario's file
    void countChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    QAction *addAction(const QString &text, const QKeySequence &key, void (RulesPage::*what)());
    void addButtons(QLayout &row);
    QWidget *buildEmpty();
    void showDocument();
    void addToMenu(QMenu &menu, int row);
    void takeCurrent();
    void add();
    void edit();
    void remove();
    void moveUp() { move(-1); }
    void moveDown() { move(1); }
    void move(int by);
    void switchRule(int row);
    void openEditor(const QByteArray &text, int number, int place);
    void closeEditor();
    void apply();
    void putInForce(const scenario::Scenario &scenario, int current);

    ScenarioDocument &m_document;
    RuleModel m_model;
    RuleTable *m_table;
    RuleEditor *m_editor;
    ProblemBar *m_notice;
    QStackedWidget *m_stack; // the table, or what to do while there is no rule
    QLabel *m_file;          // which it is, and whether it is saved
    QAction *m_edit = nullptr;
    QAction *m_remove = nullptr;
    QAction *m_up = nullptr;
    QAction *m_down = nullptr;
    bool m_isResting = false;
    int m_edited = 0;            // the number of the rule in the editor; 0: a new one
    int m_place = 0;             // of a new one
    scenario::Scenario m_before; // the last removal
};

} // namespace overlap::ui
