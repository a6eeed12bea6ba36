#include "widgets/fieldlist.h"

#include "copying.h"
#include "overlap/text/format.h"
#include "secrets.h"
#include "widgets/plainlabel.h"

#include <QHeaderView>
#include <QKeyEvent>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::MessageHead;
using text::plainText;

FieldList::FieldList(QWidget *parent) : QTreeWidget(parent)
{
    setHeaderLabels({tr("Field"), tr("Value")});
    setAccessibleName(tr("Header fields"));
    setHeaderHidden(true);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setSelectionMode(ExtendedSelection);
    setFrameShape(QFrame::NoFrame);
    setFont(fixedFont());
    header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
}

void FieldList::showFields(const std::vector<MessageHead::Field> &fields)
{
    clear();
    for (const MessageHead::Field &field : fields)
        addTopLevelItem(new QTreeWidgetItem({plainText(field.name), plainText(field.value)}));
}

void FieldList::keyPressEvent(QKeyEvent *event)
{
    if (!event->matches(QKeySequence::Copy))
        return QTreeWidget::keyPressEvent(event);
    copySelected();
    event->accept();
}

void FieldList::copySelected() const
{
    QString lines;
    for (int row = 0; row < topLevelItemCount(); ++row) {
        const QTreeWidgetItem *item = topLevelItem(row);
        if (item->isSelected())
            lines += item->text(0) + u": "_s + item->text(1) + u'\n';
    }
    if (!lines.isEmpty())
        copyText(m_withSecrets ? lines : withoutSecrets(lines), tr("the fields"));
}

} // namespace overlap::ui
