#include "rules/rulespage.h"

#include "announce.h"
#include "overlap/scenario/scenariofile.h"
#include "panels/problembar.h"
#include "rules/ruleeditor.h"
#include "rules/ruletable.h"
#include "widgets/flowlayout.h"
#include "widgets/plainlabel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QResizeEvent>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTextDocument>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView firstRule = R"({"on": "GET /", "do": "sleep=1s&status=503"})";

// Whether the second one takes nothing that the first one leaves.
bool isHiddenBy(const scenario::Rule &first, const scenario::Rule &second)
{
    scenario::Rule bare;
    bare.on = first.on;
    bare.steps = first.steps;
    bare.to = first.to;
    bare.rate = first.rate;
    bare.note = first.note;
    return first == bare && first.on == second.on;
}

} // namespace

RulesPage::RulesPage(const Session &session, ScenarioDocument &document, QWidget *parent)
    : QWidget(parent)
    , m_document(document)
    , m_model(session)
    , m_table(new RuleTable(m_model))
    , m_editor(new RuleEditor)
    , m_notice(new ProblemBar)
    , m_stack(new QStackedWidget)
    , m_file(dimLabel())
{
    build();
    connect(&m_document, &ScenarioDocument::changed, this, &RulesPage::showDocument);
    connect(&m_model, &RuleModel::switchWanted, this, &RulesPage::switchRule);
    connect(m_table, &TableView::rowActivated, this,
            [this](int row) { Q_EMIT requestsWanted(m_model.numberAt(row)); });
    connect(m_table, &TableView::menuWanted, this,
            [this](QMenu *menu, int row) { addToMenu(*menu, row); });
    const QItemSelectionModel *selection = m_table->selectionModel();
    connect(selection, &QItemSelectionModel::currentRowChanged, this, &RulesPage::takeCurrent);
    connect(m_editor, &RuleEditor::applied, this, &RulesPage::apply);
    connect(m_editor, &RuleEditor::cancelled, this, &RulesPage::closeEditor);
    connect(m_notice, &ProblemBar::offerTaken, this, [this] {
        if (m_document.isOvertaken())
            m_document.open(m_document.file());
        else
            putInForce(m_before, 0);
        setFocus(); // its button is gone
    });
    showDocument();
    takeCurrent();
}

void RulesPage::build()
{
    setObjectName("rulesPage"_L1);
    m_table->setObjectName("rules"_L1);
    m_table->setAccessibleName(tr("Rules"));
    m_notice->setObjectName("rulesNotice"_L1);
    m_file->setObjectName("scenarioFile"_L1);
    m_stack->addWidget(m_table);
    m_stack->addWidget(buildEmpty());
    auto *buttons = new FlowLayout; // with large text it wraps
    const int margin = fontMetrics().averageCharWidth();
    buttons->setContentsMargins(margin / 2, margin / 2, margin, margin / 2);
    addButtons(*buttons);
    buttons->addSpacing(margin);
    buttons->addWidget(m_file);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addLayout(buttons);
    column->addWidget(m_notice);
    column->addWidget(m_stack, 1);
    column->addWidget(m_editor);
}

void RulesPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        updateGeometry();
}

// The tabs around ask for no height that depends on the width.
QSize RulesPage::minimumSizeHint() const
{
    const QSize least = QWidget::minimumSizeHint();
    return {least.width(), std::max(least.height(), layout()->minimumHeightForWidth(width()))};
}

QAction *RulesPage::addAction(const QString &text, const QKeySequence &key,
                              void (RulesPage::*what)())
{
    auto *action = new QAction(text, this);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetShortcut); // of the table: elsewhere one types
    connect(action, &QAction::triggered, this, what);
    m_table->addAction(action);
    return action;
}

void RulesPage::addButtons(QLayout &row)
{
    QAction *add = addAction(tr("&Add…"), Qt::Key_Insert, &RulesPage::add);
    m_edit = addAction(tr("&Edit…"), Qt::CTRL | Qt::Key_E, &RulesPage::edit);
    m_remove = addAction(tr("&Remove"), QKeySequence::Delete, &RulesPage::remove);
    m_up = addAction(tr("Move &up"), Qt::ALT | Qt::Key_Up, &RulesPage::moveUp);
    m_down = addAction(tr("Move &down"), Qt::ALT | Qt::Key_Down, &RulesPage::moveDown);
    const std::array<std::pair<QAction *, const char *>, 5> all = {{{add, "addRule"},
                                                                    {m_edit, "editRule"},
                                                                    {m_remove, "removeRule"},
                                                                    {m_up, "ruleUp"},
                                                                    {m_down, "ruleDown"}}};
    for (const auto &[action, name] : all) {
        auto *button = new QToolButton;
        button->setObjectName(QLatin1StringView(name));
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        row.addWidget(button);
    }
}

// What is there to do, while there is no rule. It scrolls, so that it needs no room elsewhere.
QWidget *RulesPage::buildEmpty()
{
    QLabel *text = plainLabel(
        tr("No rules: the server's own routes answer. A rule says who answers instead: steps that "
           "wait or fail, a folder of files, or another server.\nDrop a folder, an address or a "
           "scenario's file on this window, or add a rule. A right click on a request makes one "
           "of it."));
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignCenter);
    auto *add = new QPushButton(tr("Add a rule"));
    add->setObjectName("addFirstRule"_L1);
    connect(add, &QPushButton::clicked, this, &RulesPage::add);
    auto *open = new QPushButton(tr("Open a scenario…"));
    open->setObjectName("openScenario"_L1);
    connect(open, &QPushButton::clicked, this, &RulesPage::openWanted);
    auto *row = new QHBoxLayout;
    row->addStretch();
    for (QPushButton *button : {add, open}) {
        button->setAutoDefault(true);
        row->addWidget(button);
    }
    row->addStretch();
    auto *content = new QWidget;
    content->setBackgroundRole(QPalette::Base);
    auto *column = new QVBoxLayout(content);
    column->addStretch();
    column->addWidget(text);
    column->addLayout(row);
    column->addStretch();
    auto *page = new QScrollArea;
    page->setFrameShape(QFrame::NoFrame);
    page->setWidgetResizable(true);
    page->setWidget(content);
    page->setFocusPolicy(Qt::NoFocus);
    page->setFocusProxy(add);
    return page;
}

void RulesPage::showDocument()
{
    m_model.update();
    const QString name = m_document.name();
    m_file->setText(!name.isEmpty() ? m_document.isChanged() ? tr("%1, not saved").arg(name) : name
                    : m_document.isChanged() ? tr("In no file yet")
                                             : QString());
    m_file->setToolTip(name.isEmpty() ? QString() : Qt::convertFromPlainText(m_document.file()));
    if (m_document.isOvertaken()) {
        m_notice->showOffer(tr("Another program has changed %1. To save replaces that.").arg(name),
                            tr("Take what it wrote"));
        announce(m_notice, m_notice->text());
    } else if (m_isResting && count() > 0) {
        m_notice->showOffer(tr("The rules rest until the lessons are closed."), {});
    } else {
        m_notice->clear();
    }
    const bool isEmpty = count() == 0 && m_editor->isHidden();
    m_stack->setCurrentIndex(isEmpty ? 1 : 0);
    setFocusProxy(m_stack->currentWidget());
    takeCurrent();
    Q_EMIT countChanged();
}

void RulesPage::setResting(bool resting)
{
    m_isResting = resting;
    showDocument();
}

void RulesPage::takeCurrent()
{
    const int row = m_table->currentRow();
    m_edit->setEnabled(row >= 0);
    m_remove->setEnabled(row >= 0);
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < count());
}

void RulesPage::addToMenu(QMenu &menu, int row)
{
    const int number = m_model.numberAt(row);
    menu.addAction(tr("&Only its requests"), this,
                   [this, number] { Q_EMIT requestsWanted(number); });
    menu.addAction(tr("&Leave out its requests"), this,
                   [this, number] { Q_EMIT othersWanted(number); });
    menu.addSeparator();
    menu.addAction(m_model.isOff(row) ? tr("&Switch on") : tr("&Switch off"), this,
                   [this, number] { switchRule(m_model.rowOf(number)); });
    menu.addActions(m_table->actions());
}

void RulesPage::putInForce(const scenario::Scenario &scenario, int current)
{
    m_document.edit(scenario);
    m_table->makeCurrent(std::min(current, count() - 1));
}

void RulesPage::switchRule(int row)
{
    if (row < 0)
        return;
    scenario::Scenario scenario = m_document.scenario();
    bool &isOff = scenario.rules[size_t(row)].isOff;
    isOff = !isOff;
    putInForce(scenario, row);
    announce(m_table, isOff ? tr("Rule %1 is off").arg(m_model.numberAt(row))
                            : tr("Rule %1 is on").arg(m_model.numberAt(row)));
}

void RulesPage::move(int by)
{
    const int row = m_table->currentRow();
    scenario::Scenario scenario = m_document.scenario();
    const int other = row + by;
    std::swap(scenario.rules[size_t(row)], scenario.rules[size_t(other)]);
    putInForce(scenario, other);
    announce(m_table,
             tr("Rule %1 is asked as number %2").arg(m_model.numberAt(other)).arg(other + 1));
}

void RulesPage::remove()
{
    const int row = m_table->currentRow();
    const int number = m_model.numberAt(row);
    scenario::Scenario scenario = m_document.scenario();
    const scenario::Scenario before = scenario;
    scenario.rules.erase(scenario.rules.begin() + row);
    putInForce(scenario, row);
    m_before = before;
    if (!m_document.isOvertaken())
        m_notice->showOffer(tr("Rule %1 was removed.").arg(number), tr("Undo"));
    announce(m_notice, tr("Rule %1 was removed.").arg(number));
}

void RulesPage::add()
{
    openEditor(firstRule.toByteArray(), 0, std::max(m_table->currentRow(), 0));
}

void RulesPage::edit()
{
    const int row = m_table->currentRow();
    const scenario::Rule rule = m_document.scenario().rules[size_t(row)];
    openEditor(scenario::print(rule, m_document.dir()), m_model.numberAt(row), row);
}

void RulesPage::propose(const scenario::Rule &rule)
{
    openEditor(scenario::print(rule, m_document.dir()), 0, 0);
}

void RulesPage::append(const scenario::Rule &rule)
{
    scenario::Scenario scenario = m_document.scenario();
    const auto at = std::ranges::find_if(
        scenario.rules, [&](const scenario::Rule &each) { return isHiddenBy(each, rule); });
    const auto row = int(at - scenario.rules.begin());
    scenario.rules.insert(at, rule);
    putInForce(scenario, row);
    setFocus();
}

void RulesPage::openEditor(const QByteArray &text, int number, int place)
{
    m_edited = number;
    m_place = place;
    m_stack->setCurrentIndex(0);
    m_editor->open(text, number == 0 ? tr("A new rule, asked as number %1").arg(place + 1)
                                     : tr("Rule %1").arg(number));
}

void RulesPage::closeEditor()
{
    m_editor->leave();
    showDocument();
    setFocus();
}

// The rule may have gone meanwhile, as its file was changed.
void RulesPage::apply()
{
    const auto read = scenario::readRule(m_editor->text(), m_document.dir());
    if (const auto *wrong = std::get_if<scenario::Error>(&read))
        return m_editor->showError(*wrong);
    scenario::Scenario scenario = m_document.scenario();
    const int row = m_edited == 0 ? -1 : m_model.rowOf(m_edited);
    const int place = row < 0 ? std::min(m_place, count()) : row;
    const auto at = scenario.rules.begin() + place;
    if (row >= 0)
        *at = std::get<scenario::Rule>(read);
    else if (scenario.rules.size() < scenario::mostRules)
        scenario.rules.insert(at, std::get<scenario::Rule>(read));
    else
        return m_editor->showError(
            {0, 0, tr("There is room for %1 rules.").arg(scenario::mostRules)});
    m_editor->hide();
    putInForce(scenario, place);
    setFocus();
    announce(m_table, tr("Rule %1 is in force").arg(m_model.numberAt(place)));
}

} // namespace overlap::ui
