// Our words on a diagram (docs/diagrams.md), as bpmn-js reads and writes them.
const attribute = (name) => ({ name, isAttr: true, type: "String" });

export default {
  name: "Mingpai",
  prefix: "mp",
  uri: "urn:mingpai:bpmn:1",
  xml: { tagAlias: "lowerCase" },
  types: [
    { name: "Actor", extends: ["bpmn:Lane", "bpmn:Task"], properties: [attribute("role")] },
    { name: "Step", extends: ["bpmn:FlowNode"], properties: [attribute("milestone"), attribute("final")] },
    { name: "Asked", extends: ["bpmn:UserTask"], properties: [attribute("form"), attribute("clock")] },
    { name: "Ruled", extends: ["bpmn:BusinessRuleTask"], properties: [attribute("decision")] },
    { name: "Timed", extends: ["bpmn:TimerEventDefinition"], properties: [attribute("workingDays")] },
    { name: "Withdrawn", extends: ["bpmn:Process"], properties: [attribute("onWithdraw")] },
    {
      name: "Operation",
      superClass: ["Element"],
      properties: [attribute("name"), { name: "params", type: "Param", isMany: true }],
    },
    { name: "Param", superClass: ["Element"], properties: [attribute("name"), attribute("value")] },
  ],
};
