// Palette, context pad and the menu of types, cut to what a procedure may draw.
const TOOLS = ["hand-tool", "lasso-tool", "space-tool", "tool-separator", "global-connect-tool"];
const PALETTE = [...TOOLS, "create.start-event", "create.end-event", "create.exclusive-gateway"];
const PAD =
  /^(delete|connect|replace|lane-.*|append\.(end-event|gateway|text-annotation|receive-task|(message|timer)-intermediate-event))$/;
const TYPES =
  /^replace-with-((none|terminate)-(start|end)|terminate-end|user-task|service-task|rule-task|receive-task|(exclusive|parallel|inclusive)-gateway|event-based-gateway|(non-interrupting-)?(timer|message)-(boundary|intermediate-catch)|sequence-flow|default-flow|conditional-flow)$/;

class Tools {
  constructor(palette, contextPad, popupMenu, create, elementFactory, autoPlace, translate) {
    Object.assign(this, { create, elementFactory, autoPlace, translate });
    // A lower priority is asked later, and so may take away what the others gave.
    palette.registerProvider(500, this);
    contextPad.registerProvider(500, this);
    popupMenu.registerProvider("bpmn-replace", 500, this);
  }

  getPaletteEntries() {
    return (entries) => ({
      ...only(entries, (key) => PALETTE.includes(key)),
      ...this.creating("user-task", "bpmn:UserTask", "Create user task"),
      ...this.creating("service-task", "bpmn:ServiceTask", "Create service task"),
      ...this.creating("business-rule-task", "bpmn:BusinessRuleTask", "Create rule task"),
    });
  }

  creating(icon, type, title) {
    const start = (event) => this.create.start(event, this.elementFactory.createShape({ type }));
    return {
      [`create.${icon}`]: {
        group: "activity",
        className: `bpmn-icon-${icon}`,
        title: this.translate(title),
        action: { dragstart: start, click: start },
      },
    };
  }

  getContextPadEntries() {
    return (entries) => {
      const kept = only(entries, (key) => PAD.test(key));
      if (entries["append.append-task"]) kept["append.append-task"] = this.appending();
      return kept;
    };
  }

  appending() {
    const shape = () => this.elementFactory.createShape({ type: "bpmn:UserTask" });
    return {
      group: "model",
      className: "bpmn-icon-user-task",
      title: this.translate("Append task"),
      action: {
        click: (_event, source) => this.autoPlace.append(source, shape()),
        dragstart: (event, source) => this.create.start(event, shape(), { source }),
      },
    };
  }

  getPopupMenuEntries() {
    return (entries) => only(entries, (key) => TYPES.test(key));
  }
}

function only(entries, wanted) {
  return Object.fromEntries(Object.entries(entries).filter(([key]) => wanted(key)));
}

Tools.$inject = ["palette", "contextPad", "popupMenu", "create", "elementFactory", "autoPlace", "translate"];
export default { __init__: ["studioTools"], studioTools: ["type", Tools] };
