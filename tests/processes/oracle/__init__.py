"""An independent interpreter of our BPMN subset, to hold the engine against.

It plays the token game of the BPMN 2.0 standard on sequence flows, reads the XML itself and
shares no line with `processes`: what both get wrong in the same way would go unseen.
"""
